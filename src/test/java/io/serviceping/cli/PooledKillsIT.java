package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.Pooler;
import io.serviceping.testing.Soak;
import io.serviceping.testing.TestDatabase;
import io.serviceping.time.Period;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program is killed while it counts behind pgbouncer in transaction mode. Its sessions are then the next run's and
 * the application's. A {@link Soak} kills at more ranges.
 */
class PooledKillsIT {
    private static final int SESSIONS = 3;
    private static final int RANGES = Soak.isOn() ? 20 : 1;
    private static final long ROWS = Soak.isOn() ? 3_000_000 : 60_000;
    private static final String METRICS = "{\"events\":{\"sum\":%d},\"notes\":{\"as_written\":%d,\"count\":%d}}"
            .formatted(ROWS * (ROWS + 1) / 2, ROWS / 6, ROWS);
    /** Those that a run sets. Others, as the client's encoding, belong to each driver's start. */
    private static final String LEFT_BEHIND = """
            select string_agg(name || '=' || setting, ',') from pg_settings
             where source = 'session' and name in ('default_transaction_read_only', 'statement_timeout', 'lock_timeout',
                 'search_path', 'max_parallel_workers_per_gather', 'default_transaction_isolation')""";

    private static final String LOCKS = "select string_agg(objid::text, ',') from pg_locks where locktype = 'advisory'";

    @TempDir
    Path folder;

    @Test
    void theNextRunCompletesTheValues() throws Exception {
        Installation installation = Installation.on(TestDatabase.POSTGRESQL, TestDatabase.H2, folder);
        installation
                .application()
                .execute(
                        "create table events (id bigint primary key, weight bigint)",
                        "insert into events select n, n from generate_series(1, " + ROWS + ") n",
                        "create table notes (body text)",
                        "insert into notes select n::text from generate_series(1, " + ROWS + ") n",
                        "analyze");
        try (Pooler pooler = Pooler.before(installation.application(), SESSIONS);
                EndpointProxy endpoint = EndpointProxy.start(folder.resolve("collector"))) {
            installation.advance(Duration.between(installation.now(), Instant.now()));
            installation
                    .sendingTo(endpoint)
                    .set("databases.main.url", pooler.url().jdbc())
                    .set("collection.target-batch-time", "10ms")
                    .metric("events.sum", "select sum(weight) from events")
                    .metric("notes.count", "select count(*) from notes")
                    .metric("notes.as_written", "select count(*) / 6 from notes");
            List<CommitPoint> points = IntStream.rangeClosed(1, RANGES)
                    .boxed()
                    .flatMap(range -> CommitPoint.bothSides("scan", "StoredScan.append", range))
                    .toList();
            int kills = 0;
            Period week = Period.lastCompleteAt(Instant.now().minus(Duration.ofDays(7L * (points.size() + 1))));
            for (CommitPoint point : points) {
                String period = week.toString();
                week = week.next();
                try (Debugged program = Debugged.start(
                        options -> installation.startProgram(options, "run", "--period", period),
                        Commits.watched(TestDatabase.H2))) {
                    kills += point.kill(program) ? 1 : 0;
                }
                CommandResult next = installation.run("run", "--period", period);

                assertThat(next.exitCode()).as("%s: %s", point, next.err()).isZero();
                byte[] payload =
                        endpoint.document(endpoint.pings().get(0).get("ping_id").stringValue());
                assertThat(CommandResult.json(payload).get("metrics"))
                        .asString()
                        .isEqualTo(METRICS);
                assertThat(pooler.ofEverySession(LEFT_BEHIND)).containsOnlyNulls();
                assertThat(pooler.ofEverySession(LOCKS)).containsOnlyNulls();
            }

            // The number of ranges depends on time.
            assertThat(kills).isBetween(points.size() / 2, points.size());
            System.out.printf("behind pgbouncer in transaction mode: %d kills%n", kills);
        }
    }
}
