package io.serviceping.count;

import static io.serviceping.count.CountingFixture.LONG;
import static io.serviceping.count.CountingFixture.counted;
import static io.serviceping.count.CountingFixture.scan;
import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.CountLimits;
import io.serviceping.count.database.PoolingCheck;
import io.serviceping.count.result.MetricResult;
import io.serviceping.definition.ValueType;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.plan.query.Parameter;
import io.serviceping.testing.Pooler;
import io.serviceping.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Counting behind a pooler in transaction mode, whose few sessions the application uses too, with the same role. */
class PooledDatabaseTest {
    private static final int METRICS = 16;
    private static final int TIMES = 12;
    private static final int SESSIONS = 3;
    private static final CountLimits LIMITS = new CountLimits(LONG, LONG, 6, 1);
    private static final String SETTINGS = """
            select string_agg(name || '=' || setting, ',' order by name) from pg_settings
             where source = 'session' and name not in ('application_name', 'DateStyle', 'TimeZone', 'client_encoding',
                                                       'standard_conforming_strings')""";

    private final TestDatabase.Url server = TestDatabase.POSTGRESQL
            .create()
            .execute(
                    "create table counted (id bigint primary key, kind integer)",
                    "insert into counted select n, n from generate_series(1, 2000) n",
                    "create table written (at timestamptz default now())",
                    "create function meddle() returns bigint language plpgsql as $$ begin"
                            + " perform set_config('default_transaction_read_only', 'on', false);"
                            + " perform set_config('search_path', 'nowhere', false); return 7; end $$");

    @Test
    void countsRightAndLeavesTheApplicationAlone() throws Exception {
        try (Pooler pooler = Pooler.before(server, SESSIONS);
                ApplicationDatabases databases = databases(pooler.url())) {
            AtomicBoolean over = new AtomicBoolean();
            ExecutorService threads = Executors.newFixedThreadPool(LIMITS.parallelism() + 2);
            try {
                List<Future<Integer>> writers = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    writers.add(threads.submit(() -> write(pooler.url(), over)));
                }
                List<Future<List<MetricResult>>> counts = new ArrayList<>();
                for (int i = 0; i < METRICS * TIMES; i++) {
                    Parameter least = new Parameter.Whole(100L * (i % METRICS));
                    // The statements differ in one number only: another metric's prepared statement would fit and give
                    // a wrong value.
                    String sql = "select count(*) + " + i % METRICS + " from counted where kind > ?";
                    counts.add(threads.submit(() ->
                            new WrittenScanRunner(databases, rest -> true).count(scan(ValueType.NUMBER, sql, least))));
                }
                for (int i = 0; i < counts.size(); i++) {
                    int metric = i % METRICS;
                    assertThat(counts.get(i).get().get(0).outcome()).isEqualTo(counted(2000 - 100L * metric + metric));
                }
                assertThat(new WrittenScanRunner(databases, rest -> true)
                                .count(scan(ValueType.NUMBER, "select meddle()"))
                                .get(0)
                                .outcome())
                        .isEqualTo(counted(7));
                over.set(true);
                for (Future<Integer> writer : writers) {
                    assertThat(writer.get()).isPositive();
                }
            } finally {
                over.set(true);
                threads.shutdown();
            }
            assertThat(pooler.ofEverySession(SETTINGS)).containsOnlyNulls();
            assertThat(pooler.ofEverySession("select string_agg(statement, ';') from pg_prepared_statements"))
                    .containsOnlyNulls();
        }
    }

    /** Inserts rows until shortly after the count is over; fails at the first refusal. */
    private static int write(TestDatabase.Url url, AtomicBoolean over) throws SQLException {
        int inserts = 0;
        for (int after = 0; after < 20; after += over.get() ? 1 : 0) {
            try (Connection connection = url.connect();
                    Statement statement = connection.createStatement()) {
                statement.executeUpdate("insert into written default values");
                inserts++;
            }
        }
        return inserts;
    }

    @Test
    void tellsOfThePoolerAndOfNoneWhereThereIsNone() {
        try (Pooler pooler = Pooler.before(server, 2);
                ApplicationDatabases pooled = databases(pooler.url());
                ApplicationDatabases direct = databases(server)) {
            assertThat(new PoolingCheck(pooled).words("main"))
                    .hasValueSatisfying(words -> assertThat(words).contains("a pooler in transaction mode"));
            assertThat(new PoolingCheck(direct).words("main")).isEmpty();
        }
    }

    private static ApplicationDatabases databases(TestDatabase.Url url) {
        return new ApplicationDatabases(
                Map.of("main", new JdbcAddress(url.jdbc(), url.username(), url.password())), LIMITS);
    }
}
