package io.serviceping.count.span;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.serviceping.count.distinct.DistinctSet;
import io.serviceping.count.range.RangeWalking;
import io.serviceping.count.result.MetricValue;
import io.serviceping.count.result.Outcome;
import io.serviceping.testing.SincePostgres;
import io.serviceping.testing.TestDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A shared scan that is killed, cancelled or refused at every moment that can matter. */
class SharedScanRestartTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    /** So short that ranges never grow. */
    private static final SpanScanner.CountSettings SMALL_RANGES = settings(Duration.ofNanos(1), Long.MAX_VALUE);

    private static final SpanScanner.CountSettings LITTLE_MEMORY = settings(LONG, 1);
    private static final String[] METRICS = {
        "select count(*) from t",
        "select count(*) from t where i = 2",
        "select sum(i) from t",
        "select min(i) from t where i in (3, 4)",
        "select count(distinct i) from t",
        "select i, count(distinct b) from t group by i",
        "select i, sum(b) from t group by i"
    };
    private static final SpanScanner.CountSettings ONE_RANGE = settings(LONG, Long.MAX_VALUE);
    private static final Duration TIMEOUT = Duration.ofMillis(100);
    private static final String[] DISTINCT = {"select count(distinct b) from t", "select sum(b) from t"};
    private static final String[] SLOW = {
        "select count(*) from t where lower(s) = '5' or lower(s) = '9999'", "select count(distinct i) from t"
    };
    private static final String[] DIVIDING = {
        "select count(*) from t",
        "select sum(100 / z) from t",
        "select sum(i) from t",
        "select count(distinct i) from t"
    };

    static Stream<Arguments> keysOnBoth() {
        return Stream.of(TestDatabase.values())
                .flatMap(kind -> Stream.of("id bigint primary key", "id varchar(9) primary key", "id bigint")
                        .map(key -> Arguments.of(kind, key)));
    }

    /** A scan of a large table without ranges shares no distinct counts. */
    private static String[] sharing(TestDatabase kind, String key, String... metrics) {
        boolean hasRanges = kind == TestDatabase.POSTGRESQL || key.endsWith("primary key");
        return Stream.of(metrics)
                .filter(sql -> hasRanges || !sql.contains("distinct"))
                .toArray(String[]::new);
    }

    private static TestDatabase.Url table(TestDatabase kind, String key, String zero) {
        String rows = kind == TestDatabase.H2
                ? "(select x as n from system_range(1, 40)) r"
                : "(select n from generate_series(1, 40) n) r";
        return kind.create()
                .execute(
                        "create table t (" + key + ", i int, b bigint, z int)",
                        "insert into t select n, mod(n, 7), cast(n as bigint) * 1000000007, case when n = " + zero
                                + " then 0 else 1 end from " + rows);
    }

    @ParameterizedTest
    @MethodSource("keysOnBoth")
    @SincePostgres(14)
    void endsAsIfItHadNotBeenKilledWhereverItWas(TestDatabase kind, String key) throws Exception {
        TestDatabase.Url url = table(kind, key, "99");
        String[] metrics = sharing(kind, key, METRICS);
        Map<String, String> expected;
        try (SharedScanFixture whole = new SharedScanFixture(url, LONG, SMALL_RANGES, metrics)) {
            whole.walk();
            expected = whole.values();
            assertThat(expected).isEqualTo(whole.ownValues()).hasSize(metrics.length);
            if (RangeWalking.isResumable(whole.scan.range().key())) {
                assertThat(whole.chunks()).isGreaterThan(4);
            }
        }
        assertThat(killedEverywhere(url, metrics, expected)).isPositive();
    }

    /** Kills the scan at every moment; returns the number of moments. */
    private static int killedEverywhere(TestDatabase.Url url, String[] metrics, Map<String, String> expected)
            throws Exception {
        for (int moment = 0; ; moment++) {
            try (SharedScanFixture killed = new SharedScanFixture(url, LONG, SMALL_RANGES, metrics)) {
                if (!killed.isKilledAt(moment)) {
                    return moment;
                }
                killed.walk();
                assertThat(killed.values()).as("killed at moment " + moment).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("keysOnBoth")
    @SincePostgres(14)
    void asksAFailingStatementsMetricsOneByOneAndStaysRightWhenKilled(TestDatabase kind, String key) throws Exception {
        TestDatabase.Url url = table(kind, key, "21");
        String[] metrics = sharing(kind, key, DIVIDING);
        Map<String, String> expected;
        try (SharedScanFixture whole = new SharedScanFixture(url, LONG, SMALL_RANGES, metrics)) {
            whole.walk();
            expected = whole.values();
            assertThat(expected).isEqualTo(whole.ownValues()).containsEntry("m.n1", "error");
            assertThat(expected.values()).containsOnlyOnce("error");
            assertThat(whole.givenUp()).containsExactly("m.n1");
        }
        assertThat(killedEverywhere(url, metrics, expected)).isGreaterThan(2);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void estimatesWhatTakesTooMuchMemoryAndStaysSoWhenKilled(TestDatabase kind) throws Exception {
        String rows = kind == TestDatabase.H2
                ? "(select x as n from system_range(1, 60000)) r"
                : "(select n from generate_series(1, 60000) n) r";
        TestDatabase.Url url = kind.create()
                .execute(
                        "create table t (id bigint, b bigint)",
                        "insert into t select n, mod(n, 30000) * 104729000000007 from " + rows,
                        "create unique index t_id on t (id)",
                        "alter table t alter column id set not null");
        try (SharedScanFixture whole = new SharedScanFixture(url, LONG, LITTLE_MEMORY, DISTINCT)) {
            whole.walk();
            Outcome.Estimated estimated = (Outcome.Estimated) whole.outcome("m.n0");
            double value = ((MetricValue.Numeric) estimated.value()).value().doubleValue();
            assertThat(value).isCloseTo(30_000, withinPercentage(5));
            assertThat(estimated.standardError()).isBetween(0.001, 0.05);
            assertThat(whole.values()).containsEntry("m.n1", whole.ownValues().get("m.n1"));
            for (int moment = 1; moment < 2 * whole.chunks(); moment += 4) {
                try (SharedScanFixture killed = new SharedScanFixture(url, LONG, LITTLE_MEMORY, DISTINCT)) {
                    assertThat(killed.isKilledAt(moment)).isTrue();
                    killed.walk();
                    assertThat(killed.outcome("m.n0")).isInstanceOf(Outcome.Estimated.class);
                    assertThat(killed.values())
                            .containsEntry("m.n1", whole.ownValues().get("m.n1"));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void estimatesWhatOnlyAllSpansTogetherHaveTooMuchOf(TestDatabase kind) throws Exception {
        String rows = kind == TestDatabase.H2
                ? "(select x as n from system_range(1, 60000)) r"
                : "(select n from generate_series(1, 60000) n) r";
        TestDatabase.Url url = kind.create()
                .execute(
                        "create table t (id bigint primary key, b bigint)",
                        "insert into t select n, mod(n, 30000) * 104729000000007 from " + rows,
                        kind == TestDatabase.H2 ? "analyze table t" : "analyze t");
        try (SharedScanFixture whole = new SharedScanFixture(url, LONG, settings(LONG, 400_000), DISTINCT)) {
            whole.walk();
            assertThat(whole.storedChunks().stream()
                            .flatMap(chunk -> chunk.sets().stream())
                            .noneMatch(delta -> isEstimated(delta.bytes())))
                    .as("no span has too much")
                    .isTrue();
            Outcome.Estimated estimated = (Outcome.Estimated) whole.outcome("m.n0");
            double value = ((MetricValue.Numeric) estimated.value()).value().doubleValue();
            assertThat(value).isCloseTo(30_000, withinPercentage(5));
        }
        try (SharedScanFixture whole = new SharedScanFixture(url, LONG, settings(LONG, 600_000), DISTINCT)) {
            whole.walk();
            assertThat(whole.values()).isEqualTo(whole.ownValues());
        }
    }

    private static boolean isEstimated(byte[] delta) {
        DistinctSet set = new DistinctSet();
        set.replay(delta);
        return set.isEstimated();
    }

    /** A table on which lower(s) takes as many milliseconds as its argument says. */
    private static TestDatabase.Url slow(TestDatabase kind, String text) {
        TestDatabase.Url url = table(kind, "id bigint primary key", "99")
                .execute(
                        "alter table t add s varchar(9)",
                        "update t set s = case when id = 21 then '" + text + "' else '5' end");
        return url.execute(
                "create function public.lower(s varchar) returns text language plpgsql immutable as"
                        + " $$ begin perform pg_sleep(cast(s as int) / 1000.0); return s; end $$",
                "do $$ begin execute 'alter database ' || current_database()"
                        + " || ' set search_path = public, pg_catalog'; end $$");
    }

    @ParameterizedTest
    @EnumSource(value = TestDatabase.class, names = "POSTGRESQL")
    void goesOnInSmallerRangesWhenAStatementIsCancelled(TestDatabase kind) throws Exception {
        try (SharedScanFixture scan = new SharedScanFixture(slow(kind, "5"), TIMEOUT, ONE_RANGE, SLOW)) {
            scan.walk();

            assertThat(scan.values())
                    .containsEntry("m.n0", "Numeric[value=40]")
                    .containsEntry("m.n1", "Numeric[value=7]");
            assertThat(scan.chunks()).isGreaterThan(1);
        }
    }

    @ParameterizedTest
    @EnumSource(value = TestDatabase.class, names = "POSTGRESQL")
    void losesTheMetricsOfAStatementThatIsTooSlowForTheSmallestRangeAndNoOther(TestDatabase kind) throws Exception {
        try (SharedScanFixture scan = new SharedScanFixture(slow(kind, "9999"), TIMEOUT, ONE_RANGE, SLOW)) {
            scan.walk();

            assertThat(scan.values()).containsEntry("m.n0", "timeout").containsEntry("m.n1", "Numeric[value=7]");
            assertThat(scan.givenUp()).containsExactly("m.n0");
        }
    }

    private static SpanScanner.CountSettings settings(Duration target, long setBytes) {
        return new SpanScanner.CountSettings(target, setBytes, rest -> true);
    }
}
