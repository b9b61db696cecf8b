package io.serviceping.count;

import static io.serviceping.count.CountingFixture.LONG;
import static io.serviceping.count.CountingFixture.scan;
import static io.serviceping.definition.ValueType.NUMBER;
import static io.serviceping.definition.ValueType.OBJECT;
import static io.serviceping.definition.ValueType.STRING;
import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.CountLimits;
import io.serviceping.count.result.Outcome;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.plan.scan.WrittenScan;
import io.serviceping.testing.ReplicatedServer;
import io.serviceping.testing.RewritingProxy;
import io.serviceping.testing.SincePostgres;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of a role change no value and end no statement. */
class OddRoleTest {
    private static final List<String> SETTINGS = List.of(
            "TimeZone = 'Asia/Kathmandu'",
            "DateStyle = 'German, DMY'",
            "IntervalStyle = 'sql_standard'",
            "bytea_output = 'escape'",
            "extra_float_digits = -15",
            "standard_conforming_strings = off",
            "transform_null_equals = on",
            "array_nulls = off",
            "gin_fuzzy_search_limit = 10",
            "quote_all_identifiers = on",
            "statement_timeout = 5",
            "lock_timeout = 1",
            "idle_in_transaction_session_timeout = 1",
            "transaction_timeout = '1s'",
            "default_transaction_isolation = 'serializable'",
            "default_transaction_deferrable = on",
            "default_transaction_read_only = on",
            "idle_session_timeout = 1000",
            "search_path = odd, pg_catalog, public",
            "row_security = off",
            "lc_monetary = 'C'",
            "lc_numeric = 'C'",
            "work_mem = '64kB'",
            "client_min_messages = error",
            "enable_hashagg = off",
            "enable_sort = off",
            "enable_seqscan = off",
            "enable_indexscan = off",
            "enable_bitmapscan = off",
            "plan_cache_mode = force_generic_plan",
            "jit = on",
            "jit_above_cost = 0");

    private static final List<WrittenScan> SCANS = List.of(
            scan(NUMBER, "select count(distinct name) from t where at < timestamptz '2026-03-02 00:00:00'"),
            scan(NUMBER, "select count(*) from t where date '02/03/2026' = date '2026-02-03'"),
            scan(NUMBER, "select count(*) from t where gone = null"),
            scan(NUMBER, "select count(*) from t where id >= cast(2500 as bigint) and name = 'name1'"),
            scan(NUMBER, "select count(*) from t where tags @> '{3}'"),
            scan(NUMBER, "select avg(id / 3.0) from t where name <> 'a\\b'"),
            scan(STRING, "select max(at)::text from t"),
            scan(STRING, "select max(at)::date::text from t"),
            scan(STRING, "select sum(part)::text from t"),
            scan(STRING, "select max(took)::text from t"),
            scan(STRING, "select max(raw::text) from t"),
            scan(STRING, "select 'a\\b' || quote_ident('plain') || cast('{1,NULL}' as text[])::text"),
            scan(OBJECT, "select name, count(*) from t group by name"));

    private static List<Outcome> outcomes(TestDatabase.Url url, String role) throws InterruptedException {
        JdbcAddress address = new JdbcAddress(url.jdbc(), role, "any");
        try (ApplicationDatabases databases =
                new ApplicationDatabases(Map.of("main", address), new CountLimits(LONG, LONG, 1, 1))) {
            WrittenScanRunner counter = new WrittenScanRunner(databases, rest -> true);
            List<Outcome> outcomes = new ArrayList<>();
            for (WrittenScan scan : SCANS) {
                outcomes.add(counter.count(scan).get(0).outcome());
            }
            return outcomes;
        }
    }

    private static final String[] TABLE = {
        "create table t (id bigint primary key, name text, at timestamptz, part float8, took interval, raw bytea,"
                + " gone int)",
        "insert into t select n, 'name' || n % 7, timestamptz '2026-01-01 00:00Z' + n * interval '1 hour',"
                + " n / 7.0, n * interval '1 hour', decode('00ff', 'hex'), null from generate_series(1, 3000) n",
        "alter table t add tags bigint[]",
        "update t set tags = array[id % 100]",
        "create index t_tags on t using gin (tags)",
        "analyze t",
        "drop role if exists odd_reader",
        "drop role if exists plain_reader",
        "create role odd_reader login password 'any'",
        "create role plain_reader login password 'any'",
        "create schema odd",
        "create operator odd.>= (leftarg = bigint, rightarg = bigint, function = pg_catalog.int8le)",
        "create operator odd.= (leftarg = text, rightarg = text, function = pg_catalog.textne)",
        "create function odd.set_config(text, text, boolean) returns text language sql as 'select null::text'",
        "grant usage on schema odd to odd_reader",
        "grant select on t to odd_reader, plain_reader"
    };

    private static void setAll(TestDatabase.Url url) {
        SETTINGS.forEach(setting -> url.execute("alter role odd_reader set " + setting));
    }

    private static void assertSameAsAPlainRole(TestDatabase.Url url) throws InterruptedException {
        List<Outcome> plain = outcomes(url, "plain_reader");

        assertThat(plain).hasOnlyElementsOfType(Outcome.Counted.class);
        assertThat(outcomes(url, "odd_reader")).isEqualTo(plain);
    }

    @SincePostgres(17)
    @Test
    void countsAsAPlainRoleDoes() throws Exception {
        TestDatabase.Url url = TestDatabase.POSTGRESQL.create().execute(TABLE);
        try {
            setAll(url);

            assertSameAsAPlainRole(url);
        } finally {
            url.execute("drop owned by odd_reader, plain_reader", "drop role odd_reader", "drop role plain_reader");
        }
    }

    /** On a standby, where a serializable transaction is not possible. */
    @Test
    void countsAsAPlainRoleDoesInAStandby(@TempDir Path folder) throws Exception {
        try (ReplicatedServer servers = ReplicatedServer.start(folder, TABLE)) {
            setAll(servers.primary());
            servers.awaitStreaming();

            assertSameAsAPlainRole(servers.standby());
        }
    }

    /**
     * The role's own limits hold until ours are set. A real server cuts our first statement off and ends its session
     * before the rollback.
     */
    @SincePostgres(14)
    @ParameterizedTest
    @ValueSource(ints = {7, 25})
    void asksAgainWhatTheRolesLimitsCutOffBeforeOursAreSet(int times) throws Exception {
        String ours = "set local statement_timeout to 60000";
        String role = "cut_off_reader_" + times;
        TestDatabase.Url url = TestDatabase.POSTGRESQL
                .create()
                .execute(
                        "create table t (id bigint primary key)",
                        "insert into t select generate_series(1, 7)",
                        "create role " + role + " login password 'any'",
                        "alter role " + role + " set statement_timeout = '5ms'",
                        "alter role " + role + " set idle_in_transaction_session_timeout = '1ms'",
                        "grant select on t to " + role);
        try (RewritingProxy proxy = RewritingProxy.before(url, ours, "select pg_sleep(1)" + " ".repeat(18), times);
                ApplicationDatabases databases = new ApplicationDatabases(
                        Map.of("main", new JdbcAddress(proxy.url().jdbc(), role, "any")),
                        new CountLimits(LONG, LONG, 1, 1))) {
            assertThat(new WrittenScanRunner(databases, rest -> true)
                            .count(scan(NUMBER, "select count(*) from t"))
                            .get(0)
                            .outcome())
                    .isEqualTo(CountingFixture.counted(7));

            assertThat(proxy.changed()).isEqualTo(times);
        } finally {
            url.execute("drop owned by " + role, "drop role " + role);
        }
    }
}
