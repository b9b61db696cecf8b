package io.serviceping.count.database;

import static io.serviceping.count.CountingFixture.LONG;
import static io.serviceping.count.CountingFixture.counted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceping.count.CountingFixture;
import io.serviceping.count.H2Functions;
import io.serviceping.count.result.Outcome;
import io.serviceping.definition.ValueType;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.testing.SincePostgres;
import io.serviceping.testing.TestDatabase;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Without the SQL parser: statements that it misses, or that a function hides, must fail in the session. */
class ReadOnlySessionTest {
    private static final CountLimits LIMITS = new CountLimits(LONG, LONG, 1, 1);
    private static final String[] POSTGRESQL_FUNCTIONS = {
        """
        create function wipe() returns bigint language plpgsql as $$
        begin delete from t; return 1; end $$""", """
        create function unlock_and_wipe() returns bigint language plpgsql as $$
        begin perform set_config('transaction_read_only', 'off', true); delete from t; return 1; end $$""", """
        create function set_and_wipe() returns bigint language plpgsql as $$
        begin set transaction read write; delete from t; return 1; end $$""", """
        create function commit_and_wipe() returns bigint language plpgsql as $$
        begin commit; delete from t; return 1; end $$""", """
        create function ddl() returns bigint language plpgsql as $$
        begin create table u (x int); return 1; end $$""", """
        create function temp() returns bigint language plpgsql as $$
        begin create temp table u (x int); return 1; end $$""",
    };

    static Stream<String> writesOnPostgresql() {
        return Stream.of(
                "with d as (delete from t returning id) select count(*) from d",
                "with i as (insert into t values (9) returning id) select count(*) from i",
                "with u as (update t set name = 'x' returning id) select count(*) from u",
                "select wipe()",
                "select unlock_and_wipe()",
                "select set_and_wipe()",
                "select commit_and_wipe()",
                "select ddl()",
                "select nextval('s')",
                "select setval('s', 7)",
                "select id from t where id = 1 for update",
                "select length(query_to_xml('delete from t returning id', true, true, '')::text)",
                "select length(set_config('transaction_read_only', 'off', true)) + wipe()",
                "select lo_create(0)",
                "select 1 into u from t",
                "delete from t",
                "truncate t");
    }

    @SincePostgres(16)
    @ParameterizedTest
    @MethodSource("writesOnPostgresql")
    void refusesEveryWriteOnPostgresql(String sql) throws Exception {
        try (CountingFixture fixture = CountingFixture.on(TestDatabase.POSTGRESQL, LIMITS, POSTGRESQL_FUNCTIONS)) {
            assertRefusedAndUnchanged(fixture, sql);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select length(set_config('default_transaction_read_only', 'off', false))",
                "select length(set_config('transaction_read_only', 'off', true))",
                "select length(set_config('transaction_read_only', 'off', false))",
                "set session characteristics as transaction read write",
                "commit",
                "select pg_advisory_lock(1) is null"
            })
    void refusesTheWriteOfAMetricAfterAnotherTriedToSwitchTheProtectionOff(String first) throws Exception {
        try (CountingFixture fixture = CountingFixture.on(TestDatabase.POSTGRESQL, LIMITS, POSTGRESQL_FUNCTIONS)) {
            fixture.outcome(first);

            assertRefusedAndUnchanged(fixture, "select wipe()");
            assertRefusedAndUnchanged(fixture, "with d as (delete from t returning id) select count(*) from d");
        }
    }

    static Stream<String> writesOnH2() {
        return Stream.of(
                "select count(*) from old table (delete from t)",
                "select count(*) from final table (insert into t values (9, 'x'))",
                "select wipe()",
                "delete from t",
                "create table u (x int)",
                "drop table t");
    }

    @ParameterizedTest
    @MethodSource("writesOnH2")
    void refusesEveryWriteOnH2(String sql) throws Exception {
        String alias = "create alias wipe for \"" + H2Functions.class.getName() + ".wipe\"";
        try (CountingFixture fixture = CountingFixture.on(TestDatabase.H2, LIMITS, alias)) {
            assertRefusedAndUnchanged(fixture, sql);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"select next value for s", "select nextval('s')"})
    void countsAnH2SequenceUpInMemoryOnly(String sql) throws Exception {
        try (CountingFixture fixture = CountingFixture.on(TestDatabase.H2)) {
            assertThat(fixture.outcome(sql)).isEqualTo(counted(1));

            fixture.databases.close();
            assertThat(fixture.owner("select next value for s")).isEqualTo(1);
        }
    }

    @Test
    void refusesAnH2UrlThatAsksToWrite() {
        TestDatabase.Url url = TestDatabase.H2.create().execute("create table t (id integer)");
        JdbcAddress writing = new JdbcAddress(url.jdbc() + ";ACCESS_MODE_DATA=rw", "sa", "");

        try (ApplicationDatabases databases = new ApplicationDatabases(Map.of("main", writing), LIMITS)) {
            assertThatThrownBy(() -> databases.check("main"))
                    .isInstanceOf(DatabaseUnavailableException.class)
                    .hasMessageContaining("ACCESS_MODE_DATA");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {";ACCESS_MODE_DATA=r;IFEXISTS=TRUE", ";access_mode_data=r;ifexists=true"})
    void takesAnH2UrlThatAsksToReadOnly(String settings) throws Exception {
        TestDatabase.Url url = TestDatabase.H2.create().execute("create table t (id integer)");
        JdbcAddress reading = new JdbcAddress(url.jdbc() + settings, "sa", "");

        try (ApplicationDatabases databases = new ApplicationDatabases(Map.of("main", reading), LIMITS)) {
            databases.check("main");
        }
    }

    private static void assertRefusedAndUnchanged(CountingFixture fixture, String sql) throws Exception {
        assertThat(fixture.outcome(ValueType.NUMBER, sql))
                .as(sql)
                .isInstanceOfSatisfying(
                        Outcome.Unavailable.class,
                        unavailable -> assertThat(unavailable.why()).isEqualTo(Outcome.Why.ERROR));
        assertThat(fixture.outcome("select sum(id) from t where name is null or name <> 'x'"))
                .isEqualTo(counted(6));
        fixture.databases.close();
        assertThat(fixture.owner("select sum(id) from t where name is null or name <> 'x'"))
                .isEqualTo(6);
        assertThat(fixture.owner("select count(*) from information_schema.tables where lower(table_name) = 'u'"))
                .isZero();
        assertThat(fixture.owner(
                        fixture.url.jdbc().startsWith("jdbc:h2") ? "select next value for s" : "select nextval('s')"))
                .isEqualTo(1);
        fixture.url.execute("alter sequence s restart with 1");
    }
}
