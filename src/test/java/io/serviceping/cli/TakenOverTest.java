package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.state.StateDatabase;
import io.serviceping.testing.SincePostgres;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Runs of two machines that share a state database. The first loses its lock without noticing. */
@SincePostgres(14)
class TakenOverTest {
    private static final int ROWS = 200_000;
    /** The last chunk, if a fast machine needs only one. */
    private static final String ITS_SECOND_CHUNK = "new.number = 1 or new.position_key = 'finished'";

    private static final String LOST = "This run has lost its lock and stopped, so that no other one counts beside it:"
            + " the connection to the state database that held it was cut; run again: it goes on where it stopped.";

    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    /** The row that the first run is about to store when the second run begins. */
    enum Write {
        A_RANGE_OF_BLOCKS("id bigint, account bigint, created_at timestamp", "chunk", ITS_SECOND_CHUNK),
        A_RANGE_OF_NUMBERS("id bigint primary key, account bigint, created_at timestamp", "chunk", ITS_SECOND_CHUNK),
        A_RANGE_OF_A_KEYSET(
                "id bigint, account bigint, created_at timestamp, primary key (account, id)",
                "chunk",
                ITS_SECOND_CHUNK),
        A_RANGE_OF_A_TABLE_THAT_ONLY_GROWS(
                "id bigint primary key, account bigint, created_at timestamp", "chunk", ITS_SECOND_CHUNK),
        ITS_SPANS("id bigint primary key, account bigint, created_at timestamp", "span", "true"),
        A_METRIC_AS_WRITTEN("id bigint, account bigint, created_at timestamp", "outcome", "true"),
        ITS_PING("id bigint primary key, account bigint, created_at timestamp", "outbox_ping", "true"),
        AN_ATTEMPT("id bigint primary key, account bigint, created_at timestamp", "outbox_attempt", "true");

        private final String columns;
        private final String table;
        private final String condition;

        Write(String columns, String table, String condition) {
            this.columns = columns;
            this.table = table;
            this.condition = condition;
        }
    }

    @ParameterizedTest
    @EnumSource(Write.class)
    void theSecondCountsAndDeliversOnceAndTheFirstStoresNothingMore(Write write) throws Exception {
        Installation one = installation(write);
        Installation other = one.twinOnItsState(folder.resolve("other"));
        StateDatabase.open(
                        new JdbcAddress(
                                one.stateUrl().jdbc(),
                                one.stateUrl().username(),
                                one.stateUrl().password()),
                        1)
                .close();
        try (HeldWrite held = HeldWrite.of(one.stateUrl(), write.table, write.condition)) {
            CompletableFuture<CommandResult> first = one.begin("run");
            Await.until("the first is about to store it", () -> held.isReached() || first.isDone());
            assertThat(first).isNotDone();
            cutTheConnectionOfTheLock(one);
            CompletableFuture<CommandResult> second = other.begin("run");
            Await.until("the second is done, or waits for the first", () -> second.isDone() || held.isInTheWay());
            held.letThrough();

            CommandResult late = first.get();
            assertThat(late.exitCode()).as(late.toString()).isEqualTo(75);
            assertThat(late.errLines()).singleElement().asString().startsWith("Another run has ");
            assertThat(second.get().exitCode()).as(second.get().toString()).isZero();
        }
        JsonNode metrics =
                CommandResult.json(other.payloadFile(Installation.PERIOD)).at("/metrics/rows");
        assertThat(metrics.toString()).isEqualTo("{\"all\":200000,\"distinct\":50000,\"first\":1,\"sum\":20000100000}");
        assertThat(endpoint.pings()).hasSize(1);
        assertThat(one.count("outbox_ping where state = 'delivered'")).isEqualTo(1);
        assertThat(one.run("run").out()).startsWith("Nothing to do");
    }

    private Installation installation(Write write) {
        Installation installation = Installation.on(TestDatabase.POSTGRESQL, folder)
                .sendingTo(endpoint)
                .set("collection.target-batch-time", "10ms")
                .metric("rows.first", "select id from events order by id limit 1")
                .metric("rows.all", "select count(*) from events", fields(write))
                .metric("rows.sum", "select sum(id) from events", fields(write))
                .metric("rows.distinct", "select count(distinct account) from events", fields(write));
        installation
                .application()
                .execute(
                        "create table events (" + write.columns + ")",
                        "insert into events select n, n % 50000, timestamp '2026-01-01' + n * interval '1 minute'"
                                + " from generate_series(1, " + ROWS + ") n",
                        "analyze events");
        return installation;
    }

    private static String[] fields(Write write) {
        return write == Write.A_RANGE_OF_A_TABLE_THAT_ONLY_GROWS
                ? new String[] {"time_frame: [all]", "timestamp_column: created_at", "append_only: true"}
                : new String[0];
    }

    private static void cutTheConnectionOfTheLock(Installation installation) {
        installation
                .stateUrl()
                .endSessions(
                        "pg_locks where locktype = 'advisory'"
                                + " and classid > 0 and database = (select oid from pg_database where datname = current_database())");
    }

    @Test
    void beginsNoFurtherScanSoonAfterItsLockIsLost() throws Exception {
        int scans = 200;
        Installation installation =
                Installation.on(TestDatabase.POSTGRESQL, folder).sendingTo(endpoint);
        ScanGate turnstile = new ScanGate(installation, scans);
        CompletableFuture<CommandResult> result = installation.begin("run");
        turnstile.admit(1);

        cutTheConnectionOfTheLock(installation);
        while (!result.isDone()) {
            turnstile.admitWhoWaits();
        }

        assertThat(result.get().exitCode()).isEqualTo(75);
        assertThat(result.get().errLines()).containsExactly(LOST);
        assertThat(turnstile.arrivals()).hasSizeLessThan(scans);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void beginsNoFurtherAttemptOnceItsLockIsLost(TestDatabase stateKind) throws Exception {
        Installation installation = Installation.on(TestDatabase.H2, stateKind, folder)
                .withUsualMetrics()
                .sendingTo(endpoint)
                .inItsOwnTime(1);
        endpoint.guard((exchange, body) -> {
            if (stateKind == TestDatabase.H2) {
                Files.delete(installation.home().resolve("state/run.lock"));
            } else {
                cutTheConnectionOfTheLock(installation);
            }
            exchange.sendResponseHeaders(503, -1);
        });

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).as(result.toString()).isEqualTo(75);
        assertThat(result.errLines()).singleElement().asString().startsWith("This run has lost its lock and stopped");
        assertThat(endpoint.received()).hasSize(1);
        endpoint.accepts();
        assertThat(installation.run("submit").exitCode()).isZero();
        assertThat(endpoint.pings()).hasSize(1);
    }
}
