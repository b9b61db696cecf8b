package io.serviceping.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.catalog.CatalogReader;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.CountLimits;
import io.serviceping.count.result.MetricResult;
import io.serviceping.count.span.StoredProgress;
import io.serviceping.definition.MetricDefinition;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.plan.SharedScanPlanner;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.RangeKey;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.plan.scan.WrittenScan;
import io.serviceping.state.StateDatabase;
import io.serviceping.testing.PostgresVersion;
import io.serviceping.testing.Soak;
import io.serviceping.testing.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Metrics of a shared scan have the values of their own SQL, also when the scan walks ranges of keys of any kind, is
 * stopped and is resumed. Metrics that share a scan: {@code -Dservice-ping.cases}; seed: {@link Soak#seed}.
 */
class SharedScanDifferentialTest {
    private static final Instant AS_OF = Instant.parse("2026-11-16T00:00:00Z");
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int SETS_PER_TABLE = 5;
    private static final int STORED = 8;
    private static final String COMPARED = "compared";
    /** Spreads the seeds: random numbers of neighbouring seeds begin alike. */
    private static final long SCATTER = 0x9E3779B97F4A7C15L;

    private final Map<String, Integer> seen = new TreeMap<>();

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void saysWhatEachMetricsOwnSqlSays(TestDatabase kind) throws Exception {
        compare(kind, kind.create(), kind.create(), Soak.of("service-ping.cases", 700, 20_000));
        System.out.println("SharedScanDifferentialTest on " + kind + ": " + Soak.option(Soak.seed()) + ", " + seen);
    }

    @ParameterizedTest
    @MethodSource("io.serviceping.testing.PostgresVersion#older")
    void saysItOnAnOlderServerToo(PostgresVersion version) throws Exception {
        compare(
                TestDatabase.POSTGRESQL,
                version.create(),
                version.create(),
                Soak.of("service-ping.cases", 150, 20_000));
        System.out.println("SharedScanDifferentialTest on " + version + ": " + Soak.option(Soak.seed()) + ", " + seen);
    }

    private void compare(TestDatabase kind, TestDatabase.Url url, TestDatabase.Url stateUrl, int cases)
            throws Exception {
        long seed = Soak.seed();
        try (ApplicationDatabases databases = databases(url);
                Connection connection = url.connect();
                StateDatabase state = StateDatabase.open(
                        new JdbcAddress(stateUrl.jdbc(), stateUrl.username(), stateUrl.password()), 2)) {
            String table = "";
            for (int number = 0; seen.getOrDefault(COMPARED, 0) < cases; number++) {
                Random random = new Random((seed + number) * SCATTER);
                if (number % SETS_PER_TABLE == 0) {
                    RandomKeyedTable made = new RandomKeyedTable(random, AS_OF);
                    made.create(connection, kind);
                    table = made.toString();
                }
                StoredProgress spans = new StoredProgress(databases, state, random, number % STORED == 0);
                check(databases, spans, random, Soak.option(seed) + " case " + number + ", " + table);
            }
        }
    }

    private static ApplicationDatabases databases(TestDatabase.Url url) {
        return new ApplicationDatabases(
                Map.of("main", new JdbcAddress(url.jdbc(), url.username(), url.password())),
                new CountLimits(LONG, LONG, 1, 1));
    }

    private void check(ApplicationDatabases databases, StoredProgress spans, Random random, String which)
            throws Exception {
        List<MetricDefinition> definitions = new RandomDefinitions(random).set();
        Plan alone = CountingFixture.planned(definitions, AS_OF);
        Plan plan = new CatalogReader(databases)
                .withFacts(
                        "main",
                        facts -> new SharedScanPlanner(definitions, AS_OF, Duration.ZERO, spans.narrowing())
                                .share(alone, "main", new LargeTables(facts)));
        assertThat(plan.metrics().collect(Collectors.toSet()))
                .isEqualTo(alone.metrics().collect(Collectors.toSet()));
        Map<PlannedMetric, WrittenScan> written = alone.scans().stream()
                .collect(Collectors.toMap(scan -> scan.answers().get(0), scan -> scan));
        assertThat(plan.scans())
                .allMatch(scan -> scan.equals(written.get(scan.answers().get(0))));
        seen.merge("as written", plan.scans().size(), Integer::sum);
        WrittenScanRunner counter = new WrittenScanRunner(databases, rest -> true);
        for (SharedScan scan : plan.shared()) {
            seen.merge(kindOf(scan.range().key()), 1, Integer::sum);
            for (MetricResult result : spans.results(scan)) {
                WrittenScan own = Objects.requireNonNull(written.get(result.metric()));
                String expected = OwnSql.said(counter.count(own).get(0).outcome());
                if (OwnSql.failed(expected)) {
                    seen.merge("fails alone", 1, Integer::sum);
                    continue;
                }
                assertThat(OwnSql.said(result.outcome()))
                        .as(
                                "%s%n%s%nby %s of%n%s",
                                which, own.sql(), scan.range(), scan.fused().statements())
                        .isEqualTo(expected);
                seen.merge(COMPARED, 1, Integer::sum);
            }
        }
        seen.merge("chunks", spans.chunks(), Integer::sum);
        seen.merge("metrics given up", spans.givenUp(), Integer::sum);
    }

    private static String kindOf(RangeKey key) {
        return "by " + key.getClass().getSimpleName();
    }
}
