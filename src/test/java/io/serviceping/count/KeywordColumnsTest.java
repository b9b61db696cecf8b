package io.serviceping.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.catalog.CatalogReader;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.CountLimits;
import io.serviceping.count.result.Outcome;
import io.serviceping.count.span.StoredProgress;
import io.serviceping.definition.MetricDefinition;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.plan.SharedScanPlanner;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.plan.scan.WrittenScan;
import io.serviceping.state.StateDatabase;
import io.serviceping.testing.Definitions;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Columns may be called like keywords, also as the column of a window. */
class KeywordColumnsTest {
    private static final Instant AS_OF = Instant.parse("2026-11-16T00:00:00Z");
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final List<String> NAMES = List.of("day", "week", "user", "order", "year", "value", "end", "group");

    @TempDir
    private Path home;

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void areCountedAsWrittenAndInSharedScans(TestDatabase kind) throws Exception {
        TestDatabase.Url url = kind.create();
        TestDatabase.Url stateUrl = kind.create();
        for (String name : NAMES) {
            String column = name.equals("week") ? name : '"' + name + '"';
            url.execute(
                    "create table t_%s (id integer primary key, %s timestamp, \"limit\" integer)"
                            .formatted(name, column),
                    "insert into t_" + name + " values (1, timestamp '2026-11-10 00:00:00', 5),"
                            + " (2, timestamp '2026-11-11 00:00:00', 6), (3, timestamp '2026-10-01 00:00:00', 7)");
            metric(name + "_rows", name, "select count(*) from t_" + name);
            metric(name + "_sum", name, "select sum(\"limit\") from t_" + name);
            metric(name + "_set", "t_" + name + "." + name, "select count(" + column + ") from t_" + name);
            metric(name + "_after", "x." + name, "select count(*) from t_" + name + " x where x.\"limit\" = 6");
        }
        try (ApplicationDatabases databases = new ApplicationDatabases(
                        Map.of("main", new JdbcAddress(url.jdbc(), url.username(), url.password())),
                        new CountLimits(LONG, LONG, 1, 1));
                StateDatabase state = StateDatabase.open(
                        new JdbcAddress(stateUrl.jdbc(), stateUrl.username(), stateUrl.password()), 2)) {
            List<MetricDefinition> definitions = Definitions.of(home).all();
            StoredProgress spans = new StoredProgress(databases, state, new Random(1), false);
            Plan alone = CountingFixture.planned(definitions, AS_OF);
            Plan plan = new CatalogReader(databases)
                    .withFacts(
                            "main",
                            facts -> new SharedScanPlanner(definitions, AS_OF, Duration.ZERO, spans.narrowing())
                                    .share(alone, "main", new LargeTables(facts)));
            Map<String, Outcome> shared = new TreeMap<>();
            for (SharedScan scan : plan.shared()) {
                spans.results(scan)
                        .forEach(result -> shared.put(result.metric().keyPath().value(), result.outcome()));
            }

            assertThat(asWritten(alone, databases)).isEqualTo(expected());
            assertThat(shared).isEqualTo(expected());
            assertThat(spans.givenUp()).isZero();
        }
    }

    private static Map<String, Outcome> expected() {
        Map<String, Outcome> expected = new TreeMap<>();
        for (String name : NAMES) {
            expected.put("k." + name + "_rows", CountingFixture.counted(2));
            expected.put("k." + name + "_sum", CountingFixture.counted(11));
            expected.put("k." + name + "_set", CountingFixture.counted(2));
            expected.put("k." + name + "_after", CountingFixture.counted(1));
        }
        return expected;
    }

    private static Map<String, Outcome> asWritten(Plan plan, ApplicationDatabases databases)
            throws InterruptedException {
        Map<String, Outcome> outcomes = new TreeMap<>();
        WrittenScanRunner counter = new WrittenScanRunner(databases, rest -> true);
        for (WrittenScan scan : plan.scans()) {
            outcomes.put(
                    scan.answers().get(0).keyPath().value(),
                    counter.count(scan).get(0).outcome());
        }
        return outcomes;
    }

    private void metric(String keyPath, String column, String sql) throws IOException {
        Path file = home.resolve("config/metrics/" + keyPath + ".yml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, """
                key_path: k.%s
                description: A metric.
                product_group: any
                value_type: number
                status: active
                milestone: "1.0"
                time_frame: 7d
                timestamp_column: %s
                sql: %s
                """.formatted(keyPath, column, sql));
    }
}
