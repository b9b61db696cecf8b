package io.serviceping.count.database;

import static io.serviceping.count.CountingFixture.LONG;
import static io.serviceping.count.CountingFixture.counted;
import static io.serviceping.definition.ValueType.NUMBER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceping.count.CountingFixture;
import io.serviceping.count.WrittenScanRunner;
import io.serviceping.count.range.SpanSplitter;
import io.serviceping.count.result.MetricResult;
import io.serviceping.count.span.SharedScanFixture;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.testing.RestartableServer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A server that is stopped; in some tests it is started again while a count waits for it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AwayDatabaseTest {
    private final List<Duration> rests = new ArrayList<>();
    private RestartableServer server;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        server = RestartableServer.start(
                folder.resolve("data"),
                "create table t (id integer primary key)",
                "insert into t select generate_series(1, 500)",
                "analyze");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private ApplicationDatabases databases() {
        return databases(ThrottleListener.NONE);
    }

    private ApplicationDatabases databases(ThrottleListener listener) {
        return new ApplicationDatabases(
                Map.of(
                        "main",
                        new JdbcAddress(
                                server.url().jdbc(),
                                server.url().username(),
                                server.url().password())),
                new CountLimits(LONG, LONG, 1, 1),
                listener,
                () -> false);
    }

    private static ThrottleListener atEachWait(Consumer<String> action) {
        return new ThrottleListener() {
            @Override
            public void waits(String database, String why) {
                action.accept(why);
            }

            @Override
            public void goesOn(String database) {
                // Not of interest.
            }
        };
    }

    private static int rows(Session session) throws SQLException {
        return BoundQuery.of("select count(*) from public.t")
                .rows(session, row -> row.getInt(1))
                .get(0);
    }

    /** Starts the server at the third rest. */
    private boolean startsAtLast(Duration rest) {
        if (rests.add(rest) && rests.size() == 3) {
            server.startAgain();
        }
        return true;
    }

    @Test
    void asksAMetricAsWrittenOnceTheServerIsBack() throws Exception {
        try (ApplicationDatabases databases = databases()) {
            server.stop();
            rests.clear();

            List<MetricResult> results = new WrittenScanRunner(databases, this::startsAtLast)
                    .count(CountingFixture.scan(NUMBER, "select count(*) from t"));

            assertThat(results.get(0).outcome()).isEqualTo(counted(500));
            assertThat(rests)
                    .filteredOn(rest -> !rest.isZero())
                    .startsWith(Duration.ofSeconds(1), Duration.ofSeconds(2));
        }
    }

    @Test
    void asksWhatThereIsToWalkOnceTheServerIsBack() throws Exception {
        SharedScan scan;
        try (ApplicationDatabases databases = databases()) {
            scan = SharedScanFixture.shared(databases, false, "select count(*) from t", "select max(id) from t");
        }
        try (ApplicationDatabases databases = databases()) {
            server.stop();
            rests.clear();

            assertThat(SpanSplitter.of(databases, scan, 1, this::startsAtLast))
                    .hasValueSatisfying(spans -> assertThat(spans).hasSize(1));
        }
    }

    @Test
    void looksUpOnceAServerThatHasAnsweredIsBack() {
        try (ApplicationDatabases databases = databases(atEachWait(reason -> server.startAgain()))) {
            databases.check("main");
            server.stop();

            int rows = databases.with("main", AwayDatabaseTest::rows);

            assertThat(rows).isEqualTo(500);
        }
    }

    @Test
    void doesNotWaitForAServerThatHasNeverAnswered() {
        List<String> waits = new ArrayList<>();
        try (ApplicationDatabases databases = databases(atEachWait(waits::add))) {
            server.stop();
            try {
                assertThatThrownBy(() -> databases.with("main", AwayDatabaseTest::rows))
                        .isInstanceOf(DatabaseUnavailableException.class)
                        .hasMessageContaining("cannot be reached");
                assertThat(waits).isEmpty();
            } finally {
                server.startAgain();
            }
        }
    }

    @Test
    void stopsWaitingWhenTheRunIsToStop() {
        try (ApplicationDatabases databases = databases()) {
            server.stop();
            try {
                assertThatThrownBy(() -> new WrittenScanRunner(databases, rest -> false)
                                .count(CountingFixture.scan(NUMBER, "select count(*) from t")))
                        .isInstanceOf(StoppedException.class)
                        .hasMessageContaining("refused");
            } finally {
                server.startAgain();
            }
        }
    }

    @Test
    void waitsForHalfAnHourAtMost() throws Exception {
        try (ApplicationDatabases databases = databases()) {
            rests.clear();
            Backoff backoff = databases.backoff("main", rests::add);
            SQLException away = new SQLException("terminated", "57P01");
            while (backoff.rest(away)) {
                assertThat(rests.get(rests.size() - 1)).isLessThanOrEqualTo(Duration.ofSeconds(32));
            }

            assertThat(rests.stream().reduce(Duration.ZERO, Duration::plus))
                    .isBetween(Duration.ofMinutes(29), Duration.ofMinutes(30));

            backoff.over();
            assertThat(backoff.rest(away)).isTrue();
            assertThat(rests.get(rests.size() - 1)).isEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void doesNotWaitForWhatDoesNotPass() throws Exception {
        try (ApplicationDatabases databases = databases()) {
            rests.clear();
            Backoff backoff = databases.backoff("main", rests::add);
            for (String state : List.of("3D000", "28P01", "42501", "42P01", "57014", "55P03", "40001")) {
                assertThat(backoff.rest(new SQLException("of a primary", state)))
                        .as(state)
                        .isFalse();
            }
            assertThat(rests).isEmpty();
        }
    }
}
