package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.RestartableServer;
import io.serviceping.testing.SincePostgres;
import io.serviceping.testing.Soak;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The application database is stopped in the middle of a statement and stays away for some seconds. */
class RestartedDatabaseTest {
    /** In the soak, longer than the connection pool waits for a connection. */
    private static final Duration AWAY = Duration.ofSeconds(Soak.of("service-ping.away", 3, 25));

    /** Recognized by a part of the statement under way. */
    private static final List<String> KINDS = List.of("%from \"public\".\"events\"%", "%join events f%", "%ctid%");

    private static final String SLOW = "upper(lower(".repeat(8) + "%s.name" + "))".repeat(8) + " = 'X7'";

    private static final String[] TABLES = {
        "create table events (id bigint primary key, name text)",
        "insert into events select n, 'x' || n % 10 from generate_series(1, 150000) n",
        "create table heap (kind integer, name text)",
        "insert into heap select n % 7, 'x' || n % 10 from generate_series(1, 150000) n",
        "analyze"
    };

    @TempDir
    Path folder;

    private Installation installation(TestDatabase.Url url) {
        return Installation.on(TestDatabase.H2, folder)
                .set("databases.main.url", url.jdbc())
                .set("databases.main.username", url.username())
                .set("collection.parallelism", "1")
                .set("collection.target-batch-time", "50ms")
                .metric("shared.all", "select count(*) from events")
                .metric("shared.slow", "select count(*) from events where " + SLOW.formatted("events"))
                .metric(
                        "written.slow",
                        "select count(*) from events e join events f on f.id = e.id where " + SLOW.formatted("e"))
                .metric("heap.all", "select count(*) from heap")
                .metric("heap.kinds", "select count(distinct kind) from heap")
                .metric("heap.slow", "select count(*) from heap where " + SLOW.formatted("heap"));
    }

    @SincePostgres(14)
    @Test
    void countsExactlyThroughARestartInTheMiddleOfEachKindOfScan() throws Exception {
        try (RestartableServer server = RestartableServer.start(folder.resolve("server"), TABLES)) {
            Installation installation = installation(server.url());
            assertThat(installation.run("plan").out()).contains("block");

            CompletableFuture<CommandResult> run = installation.begin("run", "--no-submit");
            List<String> left = new ArrayList<>(KINDS);
            while (!left.isEmpty() && !run.isDone()) {
                left.remove(awaitOneOf(left, server, run));
                server.stop();
                Thread.sleep(AWAY.toMillis());
                server.startAgain();
            }
            CommandResult result = run.get();

            assertThat(left).as(result.out() + result.err()).isEmpty();
            assertThat(result.err()).isEmpty();
            assertThat(result.exitCode()).isZero();
            JsonNode payload = CommandResult.json(installation.payloadFile(Installation.PERIOD));
            assertThat(payload.at("/metrics/shared/all").intValue()).isEqualTo(150_000);
            assertThat(payload.at("/metrics/shared/slow").intValue()).isEqualTo(15_000);
            assertThat(payload.at("/metrics/written/slow").intValue()).isEqualTo(15_000);
            assertThat(payload.at("/metrics/heap/all").intValue()).isEqualTo(150_000);
            assertThat(payload.at("/metrics/heap/kinds").intValue()).isEqualTo(7);
            assertThat(payload.at("/metrics/heap/slow").intValue()).isEqualTo(15_000);
            assertThat(payload.toString()).doesNotContain("asked by a statement of its own");
        }
    }

    /** The kind of the first statement under way. The first kind if the run ends before. */
    private static String awaitOneOf(List<String> kinds, RestartableServer server, CompletableFuture<CommandResult> run)
            throws SQLException {
        try (Connection connection = server.url().connect();
                Statement looking = connection.createStatement()) {
            while (!run.isDone()) {
                for (Iterator<String> kind = kinds.iterator(); kind.hasNext(); ) {
                    String pattern = kind.next();
                    try (ResultSet answer = looking.executeQuery("select query from pg_stat_activity"
                            + " where application_name = 'service-ping' and state = 'active'"
                            + " and query like '%upper(lower(%' and query like '" + pattern + "'")) {
                        if (answer.next()) {
                            return pattern;
                        }
                    }
                }
            }
            return kinds.get(0);
        }
    }
}
