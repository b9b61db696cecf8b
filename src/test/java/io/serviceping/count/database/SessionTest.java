package io.serviceping.count.database;

import static io.serviceping.count.CountingFixture.LONG;
import static io.serviceping.count.CountingFixture.counted;
import static io.serviceping.count.CountingFixture.scan;
import static io.serviceping.definition.ValueType.NUMBER;
import static io.serviceping.definition.ValueType.STRING;
import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.CountingFixture;
import io.serviceping.count.DryRun;
import io.serviceping.count.WrittenScanRunner;
import io.serviceping.count.range.ResumeKey;
import io.serviceping.count.range.SpanSplitter;
import io.serviceping.count.result.MetricResult;
import io.serviceping.count.result.MetricValue;
import io.serviceping.count.result.Outcome;
import io.serviceping.count.span.Chunk;
import io.serviceping.count.span.SharedScanFixture;
import io.serviceping.count.span.SpanProgress;
import io.serviceping.count.span.SpanScanner;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.plan.fusion.Narrowing;
import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SessionTest {
    private static final CountLimits LIMITS = new CountLimits(LONG, LONG, 1, 1);
    private static final Parameter FROM = new Parameter.Timestamp(LocalDateTime.parse("2026-11-09T00:00"));
    private static final Parameter TO = new Parameter.Timestamp(LocalDateTime.parse("2026-11-16T00:00"));

    /** The JVM is in St. John's and the server in Kathmandu, so that a wrong time zone would show. */
    @ParameterizedTest
    @EnumSource
    void endsItsWindowsAtMidnightInUtcWithAndWithoutAZone(TestDatabase database) throws Exception {
        String[] statements = {
            "create table e (id integer, plain timestamp, zoned timestamp with time zone)",
            "insert into e values (1, timestamp '2026-11-08 23:59:59.999999', timestamp with time zone '2026-11-08 23:59:59.999999+00')",
            "insert into e values (2, timestamp '2026-11-09 00:00:00', timestamp with time zone '2026-11-09 05:45:00+05:45')",
            "insert into e values (4, timestamp '2026-11-15 23:59:59.999999', timestamp with time zone '2026-11-15 20:29:59.999999-03:30')",
            "insert into e values (8, timestamp '2026-11-16 00:00:00', timestamp with time zone '2026-11-16 00:00:00+00')"
        };
        try (CountingFixture fixture = CountingFixture.on(database, LIMITS, statements)) {
            for (String column : List.of("plain", "zoned")) {
                String sql = "select sum(id) from e where " + column + " >= ? and " + column + " < ?";

                assertThat(fixture.outcome(NUMBER, sql, FROM, TO)).as(column).isEqualTo(counted(6));
            }
            assertThat(fixture.outcome("select sum(id) from e where cast(zoned as date) = date '2026-11-15'"))
                    .isEqualTo(counted(4));
        }
    }

    @Test
    void showsTheAdminWhoIsCounting() throws Exception {
        try (CountingFixture fixture = CountingFixture.on(TestDatabase.POSTGRESQL)) {
            assertThat(fixture.outcome(
                            STRING, "select application_name from pg_stat_activity where pid = pg_backend_pid()"))
                    .isEqualTo(new Outcome.Counted(new MetricValue.Text("service-ping")));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            search_path      | elsewhere       | select count(*) from t                                        | 3
            search_path      | elsewhere       | select length(current_schema())                               | 6
            search_path      | elsewhere       | select length(array_to_string(current_schemas(false), ''))    | 6
            TimeZone         | Asia/Tokyo      | select extract(hour from timestamptz '2026-11-16 00:00:00+00')| 0
            DateStyle        | ISO, DMY        | select extract(month from '01/02/2026'::date)                 | 1
            application_name | hidden          | select length(current_setting('application_name'))            | 12
            lock_timeout     | 7ms             | select setting::int from pg_settings where name = 'lock_timeout' | 60000
            plan_cache_mode  | force_generic_plan | select length(current_setting('plan_cache_mode'))          | 17
            role             | nobody_much     | select length(current_user)                                   | 8
            """)
    void startsEveryMetricFromTheSameSettings(String setting, String value, String sql, long expected)
            throws Exception {
        try (CountingFixture fixture = CountingFixture.on(
                TestDatabase.POSTGRESQL,
                LIMITS,
                "drop role if exists nobody_much",
                "create role nobody_much",
                "create schema elsewhere",
                "create table elsewhere.t (id integer)")) {
            String first = "select length(set_config('" + setting + "', '" + value + "', false))";
            assertThat(fixture.outcome(first)).isEqualTo(counted(value.length()));

            assertThat(fixture.outcome(sql)).isEqualTo(counted(expected));
        }
    }

    /** None of these is set when a transaction begins: only the rollback can undo them. */
    @ParameterizedTest
    @CsvSource({"work_mem, 1234kB", "enable_seqscan, off", "lc_numeric, C", "app.tenant, 7", "xmloption, document"})
    void leavesNothingBehindOfAMetricsFunctionThatChangesTheSession(String setting, String value) throws Exception {
        String function = "create function meddle() returns bigint language plpgsql as $$ begin perform set_config('"
                + setting + "', '" + value + "', false); return 1; end $$";
        String sql = "select coalesce(current_setting('" + setting + "', true), '')";
        try (CountingFixture fixture = CountingFixture.on(TestDatabase.POSTGRESQL, LIMITS, function)) {
            Outcome before = fixture.outcome(STRING, sql);
            assertThat(fixture.outcome("select meddle()")).isEqualTo(counted(1));

            assertThat(fixture.outcome(STRING, sql))
                    .isEqualTo(before)
                    .isNotEqualTo(new Outcome.Counted(new MetricValue.Text(value)));
        }
    }

    @Test
    void leavesNothingBehindWithinASnapshotEither() throws Exception {
        try (CountingFixture fixture = CountingFixture.on(TestDatabase.POSTGRESQL, LIMITS)) {
            BoundQuery workMem =
                    BoundQuery.of("select current_setting('work_mem'), set_config('work_mem', '1234kB', false)");
            List<String> seen = fixture.databases.inSnapshot(
                    "main",
                    session -> Stream.of(1, 2)
                            .flatMap(time -> asked(session, workMem).stream())
                            .toList());

            assertThat(seen).hasSize(2).doesNotContain("1234kB");
        }
    }

    private static List<String> asked(Session session, BoundQuery lookup) {
        try {
            return lookup.rows(session, row -> row.getString(1));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A pooler may give the server's session to another client, with every prepared statement in it. */
    @Test
    void preparesNoStatementInTheServersSession() throws Exception {
        String table = "create table many (id bigint primary key, kind text, at timestamp)";
        String rows = "insert into many select n, 'kind ' || n % 9, now() from generate_series(1, 300) n";
        try (CountingFixture fixture = CountingFixture.on(TestDatabase.POSTGRESQL, LIMITS, table, rows)) {
            Duration tiny = Duration.ofNanos(1);
            SpanScanner.CountSettings settings = new SpanScanner.CountSettings(tiny, Long.MAX_VALUE, rest -> true);
            String[] metrics = {
                "select count(*) from many", "select count(distinct kind) from many", "select max(id) from many"
            };
            SharedScan scan = SharedScanFixture.shared(fixture.databases, false, metrics);
            assertThat(SpanSplitter.of(fixture.databases, scan, 3, rest -> true).orElseThrow())
                    .isNotEmpty();
            SpanProgress span = new SpanProgress(0, new ResumeKey.Numbers(1, 300, 8), List.of());
            AtomicInteger chunks = new AtomicInteger();
            for (int times = 0; times < 8; times++) {
                new SpanScanner(fixture.databases, scan, new Narrowing(), settings, span, new HashSet<>())
                        .walk(() -> false, counting(chunks));
            }
            assertThat(chunks.get())
                    .as("more often than the driver waits before it prepares")
                    .isGreaterThan(8);
            assertThat(new DryRun(fixture.databases).problem(scan(NUMBER, "select count(*) from t")))
                    .isEmpty();

            assertThat(fixture.outcome(STRING, "select string_agg(statement, '; ') from pg_prepared_statements"))
                    .isEqualTo(new Outcome.Counted(new MetricValue.Null()));
        }
    }

    private static SpanScanner.ChunkSink counting(AtomicInteger chunks) {
        return new SpanScanner.ChunkSink() {
            @Override
            public void store(Chunk chunk) {
                chunks.incrementAndGet();
            }

            @Override
            public void beginAgain() {
                throw new AssertionError("no connection is lost here");
            }

            @Override
            public void giveUp(Map<PlannedMetric, Outcome.Unavailable> failures) {
                throw new AssertionError("no statement fails here");
            }
        };
    }

    @Test
    void keepsTheRoleThatTheAdminGaveTheUser() throws Exception {
        TestDatabase.Url url = TestDatabase.POSTGRESQL
                .create()
                .execute(
                        "create role counting_reader",
                        "create role counting_login login in role counting_reader",
                        "alter role counting_login set role = 'counting_reader'");
        JdbcAddress address = new JdbcAddress(url.jdbc(), "counting_login", "");
        try (ApplicationDatabases databases = new ApplicationDatabases(Map.of("main", address), LIMITS)) {
            WrittenScanRunner counter = new WrittenScanRunner(databases, rest -> true);

            for (int i = 0; i < 2; i++) {
                assertThat(counter.count(scan(STRING, "select current_user::text"))
                                .get(0)
                                .outcome())
                        .isEqualTo(new Outcome.Counted(new MetricValue.Text("counting_reader")));
            }
        } finally {
            url.execute("drop role counting_login", "drop role counting_reader");
        }
    }

    @Test
    void opensNoMoreConnectionsThanTheParallelismAllows() throws Exception {
        int parallelism = 2;
        try (CountingFixture fixture =
                CountingFixture.on(TestDatabase.POSTGRESQL, new CountLimits(LONG, LONG, parallelism, 1))) {
            String open = "select count(*) from pg_stat_activity where datname = current_database()"
                    + " and application_name = 'service-ping'";
            // Each session waits until the allowed number is busy, and then counts the busy ones.
            String sql = "select count(*) from pg_sleep(0.05), pg_stat_activity a where a.datname = current_database()"
                    + " and a.application_name = 'service-ping'";
            ExecutorService threads = Executors.newFixedThreadPool(3 * parallelism);
            try {
                List<Future<List<MetricResult>>> counts = new ArrayList<>();
                for (int i = 0; i < 5 * parallelism; i++) {
                    counts.add(threads.submit(() -> fixture.counter.count(scan(NUMBER, sql))));
                }
                long most = 0;
                for (Future<List<MetricResult>> count : counts) {
                    while (!count.isDone()) {
                        most = Math.max(most, fixture.owner(open));
                    }
                    assertThat(count.get().get(0).outcome())
                            .isInstanceOfSatisfying(
                                    Outcome.Counted.class,
                                    counted -> assertThat(((MetricValue.Numeric) counted.value())
                                                    .value()
                                                    .intValueExact())
                                            .isBetween(1, parallelism));
                }
                assertThat(most).isEqualTo(parallelism);
            } finally {
                threads.shutdownNow();
            }
        }
    }
}
