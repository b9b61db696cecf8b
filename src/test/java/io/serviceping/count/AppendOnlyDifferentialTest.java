package io.serviceping.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.catalog.CatalogReader;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.CountLimits;
import io.serviceping.count.incremental.AppendOnlyWeeks;
import io.serviceping.count.incremental.Baseline;
import io.serviceping.count.result.MetricResult;
import io.serviceping.definition.MetricDefinition;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.plan.SharedScanPlanner;
import io.serviceping.plan.scan.IncrementalMode;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.PlannedMetric;
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
 * An incremental scan has the values of each metric's own SQL, however the table grows from week to week and whatever
 * is killed, skipped or redeclared. A broken append-only declaration is found by the next full count at the latest.
 * Values compared: {@code -Dservice-ping.cases}; seed: {@link Soak#seed}.
 */
class AppendOnlyDifferentialTest {
    private static final Instant FIRST = Instant.parse("2026-11-16T00:00:00Z");
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SETTLE = Duration.ofHours(24);
    private static final int WEEKS = 9;
    private static final String COMPARED = "compared";
    /** Spreads the seeds: random numbers of neighbouring seeds begin alike. */
    private static final long SCATTER = 0x9E3779B97F4A7C15L;

    private final Map<String, Integer> seen = new TreeMap<>();

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void saysWhatEachMetricsOwnSqlSaysWeekAfterWeek(TestDatabase kind) throws Exception {
        compare(kind, kind.create(), kind.create(), Soak.of("service-ping.cases", 300, 10_000));
        System.out.println("AppendOnlyDifferentialTest on " + kind + ": " + Soak.option(Soak.seed()) + ", " + seen);
    }

    @ParameterizedTest
    @MethodSource("io.serviceping.testing.PostgresVersion#older")
    void saysItOnAnOlderServerToo(PostgresVersion version) throws Exception {
        compare(TestDatabase.POSTGRESQL, version.create(), version.create(), Soak.of("service-ping.cases", 60, 10_000));
        System.out.println("AppendOnlyDifferentialTest on " + version + ": " + Soak.option(Soak.seed()) + ", " + seen);
    }

    private void compare(TestDatabase kind, TestDatabase.Url url, TestDatabase.Url stateUrl, int cases)
            throws Exception {
        long seed = Soak.seed();
        try (ApplicationDatabases databases = new ApplicationDatabases(
                        Map.of("main", new JdbcAddress(url.jdbc(), url.username(), url.password())),
                        new CountLimits(LONG, LONG, 1, 1));
                Connection connection = url.connect();
                StateDatabase state = StateDatabase.open(
                        new JdbcAddress(stateUrl.jdbc(), stateUrl.username(), stateUrl.password()), 2)) {
            for (int number = 0; seen.getOrDefault(COMPARED, 0) < cases; number++) {
                Random random = new Random((seed + number) * SCATTER);
                String which = Soak.option(seed) + " table " + number;
                AppendOnlyWeeks pings = new AppendOnlyWeeks(databases, state, random);
                new History(databases, pings, random, which).go(new RandomAppendOnlyTable(random, connection, kind));
                seen.merge("kills", pings.kills(), Integer::sum);
            }
        }
    }

    /** The history of one table. */
    private final class History {
        private final ApplicationDatabases databases;
        private final AppendOnlyWeeks pings;
        private final Random random;
        private final String which;
        private List<MetricDefinition> definitions;
        private Instant asOf = FIRST;
        private long mark = Long.MIN_VALUE;
        /** Whether the test knows that the incremental state is wrong. */
        private boolean isFalse;

        History(ApplicationDatabases databases, AppendOnlyWeeks pings, Random random, String which) {
            this.databases = databases;
            this.pings = pings;
            this.random = random;
            this.which = which;
            this.definitions = new RandomDefinitions(random, true).set();
        }

        void go(RandomAppendOnlyTable table) throws Exception {
            table.create(asOf);
            for (int week = 0; week < WEEKS; week++) {
                ping();
                if (random.nextInt(10) == 0) {
                    definitions = new RandomDefinitions(random, true).set();
                }
                if (random.nextInt(10) == 0) {
                    isFalse |= table.breakPromise(mark);
                }
                asOf = asOf.plus(Duration.ofDays(random.nextInt(5) == 0 ? 7L * (2 + random.nextInt(6)) : 7));
                table.grow(asOf, mark);
            }
        }

        private void ping() throws Exception {
            Plan alone = CountingFixture.planned(definitions, asOf);
            Instant begun = asOf.plus(Duration.ofHours(random.nextInt(60)));
            Plan plan = new CatalogReader(databases)
                    .withFacts(
                            "main",
                            facts -> new SharedScanPlanner(definitions, begun, SETTLE, pings.narrowing())
                                    .share(alone, "main", new LargeTables(facts)));
            Map<PlannedMetric, WrittenScan> written = alone.scans().stream()
                    .collect(Collectors.toMap(scan -> scan.answers().get(0), scan -> scan));
            for (SharedScan scan : plan.shared()) {
                if (scan.incremental() instanceof IncrementalMode.Settled) {
                    check(pings.ping(asOf, begun, scan), scan, written);
                }
            }
        }

        private void check(AppendOnlyWeeks.Week week, SharedScan scan, Map<PlannedMetric, WrittenScan> written)
                throws InterruptedException {
            mark = week.mark();
            seen.merge(week.kind().name(), 1, Integer::sum);
            seen.merge("most segments", week.segments(), Math::max);
            seen.merge("most of the future", week.future(), Math::max);
            seen.merge("of the future", week.future() > 0 ? 1 : 0, Integer::sum);
            String about = which + ", " + asOf + ", " + week.kind() + ", "
                    + scan.fused().statements();
            assertThat(texts(week.previewed())).as("preview of %s", about).isEqualTo(texts(week.results()));
            if (week.kind() == Baseline.Kind.RESUMES && isFalse) {
                seen.merge("not noticed yet", 1, Integer::sum);
                return;
            }
            boolean drifted =
                    week.results().stream().anyMatch(result -> result.drift().isPresent());
            assertThat(drifted && !isFalse)
                    .as("drift without a cause: %s", about)
                    .isFalse();
            isFalse = false;
            WrittenScanRunner counter = new WrittenScanRunner(databases, rest -> true);
            for (MetricResult result : week.results()) {
                WrittenScan own = Objects.requireNonNull(written.get(result.metric()));
                String alone = OwnSql.said(counter.count(own).get(0).outcome());
                if (OwnSql.failed(alone)) {
                    seen.merge("fails alone", 1, Integer::sum);
                    continue;
                }
                assertThat(OwnSql.said(result.outcome()))
                        .as("%s%n%s", own.sql(), about)
                        .isEqualTo(alone);
                seen.merge(COMPARED, 1, Integer::sum);
            }
        }

        private static Map<String, String> texts(List<MetricResult> results) {
            Map<String, String> texts = new TreeMap<>();
            results.forEach(result -> texts.put(
                    result.metric().keyPath() + " " + result.metric().timeFrame(),
                    OwnSql.said(result.outcome()) + result.drift()));
            return texts;
        }
    }
}
