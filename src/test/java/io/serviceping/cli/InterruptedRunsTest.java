package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Every state that a killed or failed run can leave in Spring Batch's tables and in the program's. The next run
 * continues from each.
 */
class InterruptedRunsTest {
    private static final String REVIVE_JOB =
            "update batch_job_execution set status = 'STARTED', exit_code = 'UNKNOWN', end_time = null";
    private static final String REVIVE_STEPS =
            "update batch_step_execution set status = 'STARTED', exit_code = 'UNKNOWN', end_time = null";
    private static final String[] PROBES = {"a", "b", "c", "d"};
    private static final List<String> FORGET_STEPS =
            List.of("delete from batch_step_execution_context", "delete from batch_step_execution");
    private static final List<String> FORGET_EXECUTIONS = List.of(
            "delete from batch_job_execution_context",
            "delete from batch_job_execution_params",
            "delete from batch_job_execution");

    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    @BeforeEach
    void openTheEndpoint() {
        Probe.reset();
    }

    /** The state of Spring Batch's tables after a run that has counted two of four scans. */
    enum Traces {
        STOPPED(),
        FAILED(
                "update batch_job_execution set status = 'FAILED', exit_code = 'FAILED'",
                "update batch_step_execution set status = 'FAILED', exit_code = 'FAILED' where status = 'STOPPED'"),
        UNKNOWN(
                "update batch_job_execution set status = 'UNKNOWN', exit_code = 'UNKNOWN'",
                "update batch_step_execution set status = 'UNKNOWN', exit_code = 'UNKNOWN' where status = 'STOPPED'"),
        KILLED_WHILE_COUNTING(REVIVE_JOB, REVIVE_STEPS + " where status = 'STOPPED'"),
        KILLED_WHILE_STARTING(
                "update batch_job_execution set status = 'STARTING', exit_code = 'UNKNOWN', start_time = null, end_time = null",
                FORGET_STEPS.get(0),
                FORGET_STEPS.get(1)),
        KILLED_WHILE_STOPPING(
                "update batch_job_execution set status = 'STOPPING', exit_code = 'UNKNOWN', end_time = null",
                REVIVE_STEPS + " where status = 'STOPPED'"),
        KILLED_AFTER_IT_WAS_TOLD_TO_STOP(REVIVE_STEPS + " where status = 'STOPPED'"),
        KILLED_BEFORE_THE_EXECUTION_WAS_STORED(
                Stream.concat(FORGET_STEPS.stream(), FORGET_EXECUTIONS.stream()).toArray(String[]::new));

        private final String statements;

        Traces(String... statements) {
            this.statements = String.join(";", statements);
        }

        void leaveIn(Installation installation) {
            Stream.of(statements.split(";"))
                    .filter(sql -> !sql.isEmpty())
                    .forEach(sql -> installation.stateUrl().execute(sql));
        }
    }

    static Stream<Arguments> tracesOnBoth() {
        return Arrays.stream(Traces.values())
                .flatMap(traces -> Arrays.stream(TestDatabase.values()).map(kind -> Arguments.of(traces, kind)));
    }

    private Installation interrupted(TestDatabase stateKind) {
        Installation installation =
                Installation.on(TestDatabase.H2, stateKind, folder).sendingTo(endpoint);
        Stream.of(PROBES).forEach(probe -> installation.metric("probed." + probe, "select probe('" + probe + "')"));
        Probe.onCall(2, () -> installation.advance(Duration.ofMinutes(31)), PROBES);
        assertThat(installation.run("run").exitCode()).isEqualTo(75);
        return installation;
    }

    @ParameterizedTest
    @MethodSource("tracesOnBoth")
    void goesOnWithoutCountingAnythingTwice(Traces traces, TestDatabase stateKind) {
        Installation installation = interrupted(stateKind);
        traces.leaveIn(installation);

        CommandResult result = installation.run("run");

        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(Stream.of(PROBES).map(Probe::calls)).containsOnly(1);
        assertThat(installation.count("batch_job_instance")).isEqualTo(1);
        assertThat(installation.count("batch_job_execution where status = 'COMPLETED'"))
                .isEqualTo(1);
        assertThat(installation.count(
                        "batch_job_execution where status in ('STARTED', 'STARTING', 'STOPPING', 'UNKNOWN')"))
                .isZero();
        assertThat(endpoint.pings()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void goesOnAfterAKillInEachOfItsSteps(TestDatabase stateKind) {
        for (String step : List.of("plan", "collect")) {
            Path own = folder.resolve(step);
            Installation installation =
                    Installation.on(TestDatabase.H2, stateKind, own).sendingTo(endpoint);
            installation
                    .metric("probed.a", "select probe('" + step + "')")
                    .metric("probed.b", "select probe('" + step + "2')");
            Probe.on(step, () -> installation.advance(Duration.ofMinutes(31)));
            installation.run("run");
            installation
                    .stateUrl()
                    .execute(
                            REVIVE_JOB,
                            REVIVE_STEPS + " where step_name = '" + step + "'",
                            "delete from batch_step_execution_context where step_execution_id > (select max(step_execution_id)"
                                    + " from batch_step_execution where step_name = '" + step + "')",
                            "delete from batch_step_execution where step_execution_id > (select max(step_execution_id)"
                                    + " from batch_step_execution where step_name = '" + step + "')");

            CommandResult result = installation.run("run");

            assertThat(result.exitCode()).as(step + ": " + result.err()).isZero();
        }
        assertThat(endpoint.pings()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void countsWhatIsNewOrChangedAndNothingElseAgain(TestDatabase stateKind) {
        Installation installation = interrupted(stateKind);
        Traces.KILLED_WHILE_COUNTING.leaveIn(installation);
        String counted = Stream.of(PROBES)
                .filter(probe -> Probe.calls(probe) == 1)
                .findFirst()
                .orElseThrow();
        installation
                .metric("probed." + counted, "select 100 + probe('changed')")
                .metric("probed.e", "select probe('new')");

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).isZero();
        assertThat(Stream.of("a", "b", "c", "d", "changed", "new").map(Probe::calls))
                .containsOnly(1);
        JsonNode metrics = CommandResult.json(installation.payloadFile(Installation.PERIOD))
                .at("/metrics/probed");
        assertThat(metrics).hasSize(5);
        assertThat(metrics.get(counted).intValue()).isEqualTo(101);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void leavesOutWhatWasCountedAndThenExcluded(TestDatabase stateKind) {
        Installation installation = interrupted(stateKind).set("exclude", "[probed.a]");

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).isZero();
        JsonNode payload = CommandResult.json(installation.payloadFile(Installation.PERIOD));
        assertThat(payload.at("/metrics/probed").toString()).isEqualTo("{\"a\":null,\"b\":1,\"c\":1,\"d\":1}");
        assertThat(payload.at("/collection/metrics/probed.a/status").stringValue())
                .isEqualTo("excluded");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void deliversWhatWasFrozenBeforeAKillWithoutCounting(TestDatabase stateKind) {
        Installation installation = interrupted(stateKind);
        installation.run("run", "--no-submit");
        installation.stateUrl().execute(REVIVE_JOB, REVIVE_STEPS + " where step_name = 'submit'");

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).isZero();
        assertThat(Stream.of(PROBES).map(Probe::calls)).containsOnly(1);
        assertThat(endpoint.pings()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void triesAgainWhatAKilledRunWasSending(TestDatabase stateKind) {
        Installation installation = interrupted(stateKind);
        endpoint.answersTryLater();
        installation.run("run");
        installation
                .stateUrl()
                .execute(
                        REVIVE_JOB,
                        REVIVE_STEPS + " where step_name = 'submit'",
                        "update outbox_ping set state = 'attempting', next_attempt_at = null",
                        "update outbox_attempt set ended_at = null, outcome = null, http_status = null, detail = null,"
                                + " next_attempt_at = null");
        endpoint.accepts();

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).isZero();
        assertThat(installation.count("outbox_attempt where outcome = 'abandoned'"))
                .isEqualTo(1);
        assertThat(installation.count("outbox_attempt where outcome = 'delivered'"))
                .isEqualTo(1);
        assertThat(endpoint.pings()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void writesThePayloadFileThatAKillPrevented(TestDatabase stateKind) throws Exception {
        Installation installation = interrupted(stateKind);
        installation.run("run");
        java.nio.file.Files.delete(installation.home().resolve("state/pings/2026-W46.json"));

        installation.run("run");

        assertThat(installation.payloadFile(Installation.PERIOD))
                .isEqualTo(
                        endpoint.document(endpoint.pings().get(0).get("ping_id").stringValue()));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void countsAsInterruptedNotAsFailedWhenASignalEndsIt(TestDatabase stateKind) {
        Installation installation =
                Installation.on(TestDatabase.H2, stateKind, folder).sendingTo(endpoint);
        Stream.of(PROBES).forEach(probe -> installation.metric("probed." + probe, "select probe('" + probe + "')"));
        Probe.onCall(2, installation::interrupt, PROBES);

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).isEqualTo(130);
        assertThat(result.errLines())
                .containsExactly(
                        "Stopped after 2 of 4 scans of 2026-W46, by a signal; the next run goes on from there.");
        JsonNode listed = installation.run("runs", "--json").json().at("/runs/0");
        assertThat(listed.get("state").stringValue()).isEqualTo("interrupted");
        assertThat(listed.get("exit_code").intValue()).isEqualTo(130);
        JsonNode status = installation.run("status", "--json").json();
        assertThat(status.get("unresolved")).isEmpty();
        assertThat(status.at("/last_run/exit_code").intValue()).isEqualTo(130);
        assertThat(installation.run("status").out())
                .contains("exit 130: interrupted")
                .contains("To go on at once, type 'run'.");
        assertThat(installation.run("status", "--check").exitCode()).isZero();
        assertThat(installation.run("run").exitCode()).isZero();
        assertThat(Stream.of(PROBES).map(Probe::calls)).containsOnly(1);
        assertThat(endpoint.pings()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void breaksOffADeliveryWhenASignalEndsItAndSendsTheSameBytesNextTime(TestDatabase stateKind) {
        Installation installation =
                Installation.on(TestDatabase.H2, stateKind, folder).sendingTo(endpoint);
        installation.metric("issues.all", "select count(*) from issues").run("run", "--no-submit");
        CountDownLatch ended = new CountDownLatch(1);
        endpoint.guard((exchange, body) -> {
            installation.interrupt();
            ended.await();
        });

        CommandResult result = installation.run("submit");
        ended.countDown();
        endpoint.accepts();

        assertThat(result.exitCode()).isEqualTo(130);
        JsonNode waiting = installation.run("status", "--json").json().at("/waiting/0");
        assertThat(waiting.get("state").stringValue()).isEqualTo("waiting");
        assertThat(waiting.get("last_reason").stringValue()).isEqualTo("the run was interrupted");
        assertThat(installation
                        .run("status", "--json")
                        .json()
                        .at("/breaker/failed_runs")
                        .intValue())
                .isZero();
        assertThat(installation.run("submit").exitCode()).isZero();
        assertThat(endpoint.pings()).hasSize(1);
    }
}
