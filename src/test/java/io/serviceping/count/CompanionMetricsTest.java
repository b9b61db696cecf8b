package io.serviceping.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.CountLimits;
import io.serviceping.count.result.Outcome;
import io.serviceping.event.EventFiles;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.WrittenScan;
import io.serviceping.testing.Definitions;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Metrics that come with metrics over events. */
class CompanionMetricsTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    private Path home;

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void tellWhatIsMissing(TestDatabase kind) throws Exception {
        TestDatabase.Url url = EventTables.in(kind)
                .execute(
                        "insert into product_event_loss values (date '2026-11-10', 'value', 3),"
                                + " (date '2026-11-10', 'clock', 4), (date '2026-11-01', 'value', 10),"
                                + " (date '2026-01-01', 'value', 100), (date '2026-11-16', 'value', 1000)",
                        "insert into product_event_spool values " + node("alive", 1, false) + ", "
                                + node("silent", 20, false) + ", " + node("quiet", 9, false) + ", "
                                + node("ended", 20, true) + ", " + node("thrown_away", 29 * 24 * 60, false),
                        "update product_event_spool set durability = 'memory' where spool <> 'silent'");

        assertThat(counted(url))
                .containsEntry("events.lost", CountingFixture.counted(1117))
                .containsEntry("events.lost_monthly", CountingFixture.counted(17))
                .containsEntry("events.lost_weekly", CountingFixture.counted(7))
                .containsEntry("events.silent_nodes", CountingFixture.counted(1))
                .containsEntry("events.memory_nodes", CountingFixture.counted(2))
                .containsEntry("events.m", CountingFixture.counted(0));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void haveNoValueWhereTheApplicationHasNoTables(TestDatabase kind) throws Exception {
        assertThat(counted(kind.create().execute("create table t (id integer)")))
                .hasSize(6)
                .allSatisfy((name, outcome) -> assertThat(outcome)
                        .isInstanceOfSatisfying(
                                Outcome.Unavailable.class,
                                unavailable -> assertThat(unavailable.reason())
                                        .isEqualTo(kind == TestDatabase.H2 ? "SQL state 42S02" : "SQL state 42P01")));
    }

    private Map<String, Outcome> counted(TestDatabase.Url url) throws Exception {
        EventFiles.write(home, "e.yml", EventFiles.lean("e", 1));
        Path file = home.resolve("config/metrics/m.yml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, """
                key_path: events.m
                description: A metric.
                product_group: any
                value_type: number
                status: active
                milestone: "1.0"
                time_frame: all
                event: { name: e, value: total }
                """);
        Plan plan = CountingFixture.planned(Definitions.of(home).all(), Instant.parse("2026-11-16T00:00:00Z"));
        Map<String, Outcome> outcomes = new TreeMap<>();
        try (ApplicationDatabases databases = new ApplicationDatabases(
                Map.of("main", new JdbcAddress(url.jdbc(), url.username(), url.password())),
                new CountLimits(LONG, LONG, 1, 1))) {
            WrittenScanRunner counter = new WrittenScanRunner(databases, rest -> true);
            for (WrittenScan scan : plan.scans()) {
                outcomes.put(
                        scan.answers().get(0).keyPath().value(),
                        counter.count(scan).get(0).outcome());
            }
        }
        return outcomes;
    }

    private static String node(String name, int minutes, boolean closed) {
        return "('%s', 1, timestamp '%s', 'file', '', %s)"
                .formatted(
                        name,
                        LocalDateTime.now(ZoneOffset.UTC)
                                .minusMinutes(minutes)
                                .toString()
                                .replace('T', ' '),
                        closed);
    }
}
