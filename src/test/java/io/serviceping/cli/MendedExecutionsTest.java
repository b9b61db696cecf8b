package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.Soak;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.batch.core.BatchStatus;

/**
 * Whatever earlier runs left in Spring Batch's tables, the next run counts and delivers a week whose ping is not
 * delivered.
 */
class MendedExecutionsTest {
    private static final List<BatchStatus> ALL = List.of(BatchStatus.values());
    private static final int EXECUTIONS = 3;

    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    /**
     * The executions left by earlier runs.
     *
     * @param jobs status of each execution, the oldest first
     * @param steps status of the steps, by execution. Empty: the executions have no steps
     */
    private record Traces(List<BatchStatus> jobs, List<BatchStatus> steps) {}

    /** Each status at each position with changing neighbours; in the soak, all pairs of neighbours. */
    private static List<Traces> traces() {
        List<Traces> all = new ArrayList<>();
        for (int first = 0; first < ALL.size(); first++) {
            for (int second :
                    Soak.isOn() ? IntStream.range(0, ALL.size()).toArray() : new int[] {(first + 3) % ALL.size()}) {
                int third = (first + 2 * second + 1) % ALL.size();
                List<BatchStatus> jobs = List.of(ALL.get(first), ALL.get(second), ALL.get(third));
                List<BatchStatus> steps = IntStream.range(0, ALL.size())
                        .mapToObj(i -> ALL.get((i + third) % ALL.size()))
                        .toList();
                all.add(new Traces(jobs, steps));
                all.add(new Traces(jobs.subList(first % 2 + 1, EXECUTIONS), List.of()));
            }
        }
        all.add(new Traces(List.of(), List.of()));
        return all;
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void theNextRunCountsAndDelivers(TestDatabase stateKind) {
        Installation installation = Installation.on(TestDatabase.H2, stateKind, folder)
                .withUsualMetrics()
                .metric("counts.id_sum", "select sum(id) from issues")
                .sendingTo(endpoint);
        assertThat(installation.run("run", "--no-submit").exitCode()).isZero();
        String metrics = metrics(installation);
        for (Traces traces : traces()) {
            forgetThePing(installation);
            leave(installation, traces);

            CommandResult result = installation.run("run", "--no-submit");

            assertThat(result.exitCode()).as(traces + ": " + result).isZero();
            assertThat(result.out()).startsWith("Frozen, not sent: ");
            assertThat(result.err()).isEmpty();
            assertThat(metrics(installation)).isEqualTo(metrics);
        }
        leave(installation, traces().get(0));
        assertThat(installation.run("run").exitCode()).isZero();
        assertThat(endpoint.pings()).hasSize(1);
    }

    /** By a restore without sequences, or by hand. */
    enum Damage {
        SEQUENCES(
                "alter sequence batch_job_instance_seq restart with 1",
                "alter sequence batch_job_execution_seq restart with 1",
                "alter sequence batch_step_execution_seq restart with 1"),
        CONTEXTS(
                "update batch_step_execution_context set short_context = '{broken', serialized_context = null",
                "update batch_job_execution_context set short_context = 'xx', serialized_context = null"),
        STATUS("update batch_job_execution set status = 'WEIRD'", "update batch_step_execution set status = ''");

        private final String statements;

        Damage(String... statements) {
            this.statements = String.join(";", statements);
        }
    }

    private static Stream<Arguments> damages() {
        return Stream.of(TestDatabase.values())
                .flatMap(kind -> Stream.of(Damage.values()).map(damage -> Arguments.of(kind, damage)));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void theNextRunDoesWithoutDamagedRecords(TestDatabase stateKind, Damage damage) {
        Installation installation = Installation.on(TestDatabase.H2, stateKind, folder)
                .withUsualMetrics()
                .sendingTo(endpoint);
        assertThat(installation.run("run", "--no-submit").exitCode()).isZero();
        String metrics = metrics(installation);
        installation
                .stateUrl()
                .execute("delete from outbox_receipt", "delete from outbox_attempt", "delete from outbox_ping");
        installation.stateUrl().execute(damage.statements.split(";", -1));

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).as(result.toString()).isZero();
        assertThat(metrics(installation)).isEqualTo(metrics);
        assertThat(endpoint.pings()).hasSize(1);
    }

    private static String metrics(Installation installation) {
        return CommandResult.json(installation.payloadFile(Installation.PERIOD))
                .at("/metrics")
                .toString();
    }

    private static void forgetThePing(Installation installation) {
        installation
                .stateUrl()
                .execute(
                        "delete from outbox_receipt",
                        "delete from outbox_attempt",
                        "delete from outbox_ping",
                        "delete from outcome",
                        "delete from batch_step_execution_context",
                        "delete from batch_job_execution_context");
    }

    /** Turns the last execution into several with these statuses, and copies its steps. */
    private static void leave(Installation installation, Traces traces) {
        TestDatabase.Url state = installation.stateUrl();
        long last = installation
                .state()
                .sql("select max(job_execution_id) from batch_job_execution")
                .query(Long.class)
                .single();
        state.execute(
                "delete from batch_step_execution where job_execution_id <> " + last,
                "delete from batch_job_execution_params where job_execution_id <> " + last,
                "delete from batch_job_execution where job_execution_id <> " + last);
        for (int i = 0; i < traces.jobs().size(); i++) {
            long id = last - traces.jobs().size() + i + 1;
            if (id != last) {
                copy(state, last, id);
            }
            state.execute(
                    "update batch_job_execution set status = '" + traces.jobs().get(i)
                            + "', exit_code = 'UNKNOWN', end_time = null where job_execution_id = " + id);
        }
        if (traces.jobs().isEmpty()) {
            state.execute(
                    "delete from batch_step_execution",
                    "delete from batch_job_execution_params",
                    "delete from batch_job_execution");
        } else if (traces.steps().isEmpty()) {
            state.execute("delete from batch_step_execution");
        }
        for (int i = 0; i < traces.steps().size(); i++) {
            state.execute("update batch_step_execution set status = '"
                    + traces.steps().get(i)
                    + "', exit_code = 'UNKNOWN', end_time = null where mod(abs(step_execution_id), "
                    + traces.steps().size() + ") = " + i);
        }
    }

    private static void copy(TestDatabase.Url state, long from, long to) {
        state.execute(
                "insert into batch_job_execution (job_execution_id, version, job_instance_id, create_time, start_time,"
                        + " end_time, status, exit_code, exit_message, last_updated) select " + to
                        + ", version, job_instance_id, create_time, start_time, end_time, status, exit_code, exit_message,"
                        + " last_updated from batch_job_execution where job_execution_id = " + from,
                "insert into batch_job_execution_params (job_execution_id, parameter_name, parameter_type,"
                        + " parameter_value, identifying) select " + to
                        + ", parameter_name, parameter_type, parameter_value, identifying"
                        + " from batch_job_execution_params where job_execution_id = " + from,
                "insert into batch_step_execution (step_execution_id, version, step_name, job_execution_id, create_time,"
                        + " start_time, end_time, status, exit_code, last_updated) select step_execution_id - 1000 * "
                        + (from - to) + ", version, step_name, " + to
                        + ", create_time, start_time, end_time, status, exit_code, last_updated"
                        + " from batch_step_execution where job_execution_id = " + from);
    }
}
