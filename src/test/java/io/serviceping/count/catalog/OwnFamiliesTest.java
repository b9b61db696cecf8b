package io.serviceping.count.catalog;

import static io.serviceping.count.catalog.CheckedDatabase.failing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.serviceping.definition.sql.AllowedFunctions;
import io.serviceping.testing.PostgresVersion;
import io.serviceping.testing.SincePostgres;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operator families of the database's own over types and operators of PostgreSQL, which only a superuser can make. */
class OwnFamiliesTest {
    private static final List<String> RUNNING = List.of(
            "select count(*) from t where a = 1",
            "select count(*) from t where a in (1, 2)",
            "select count(*) from t where a between 5 and 7");

    /** A family with an own operator, and one with another order. */
    private static final List<String> REFUSED =
            List.of("select count(*) from t where b < 1::bigint", "select count(*) from v where c > date '2026-01-01'");

    private static final String[] OBJECTS = {
        "create function cmp(integer, integer) returns integer language sql immutable as 'select btint4cmp($1, $2)'",
        "create operator class own_order for type integer using btree as operator 1 <, operator 2 <=, operator 3 =,"
                + " operator 4 >=, operator 5 >, function 1 cmp(integer, integer)",
        "create operator <<< (leftarg = bigint, rightarg = bigint, function = int8lt)",
        "create operator class own_less for type bigint using btree as operator 1 <<<, operator 3 =, operator 5 <,"
                + " function 1 btint8cmp(bigint, bigint)",
        "create operator class swapped for type date using btree as operator 1 >, operator 3 =, operator 5 <,"
                + " function 1 date_cmp(date, date)",
        "create table t (a integer, b bigint, s text)",
        "insert into t select n, n, n from generate_series(1, 3000) n",
        "create index on t (a own_order)",
        "create view v as select date '2026-01-01' + a as c from t",
        "create extension pg_trgm",
        "create index on t using gin (s gin_trgm_ops)",
        "create extension btree_gin",
        "create index on t using gin (s)",
        "analyze",
        failing("cmp(integer, integer)", "integer").replace("create function", "create or replace function"),
    };

    @RegisterExtension
    static final CheckedDatabase DATABASE = CheckedDatabase.with(OBJECTS);

    @Test
    void refusesOperatorsOfThem() {
        refusesOperatorsOfThem(DATABASE);
    }

    @ParameterizedTest
    @MethodSource("io.serviceping.testing.PostgresVersion#older")
    void refusesOperatorsOfThemOnOlderServers(PostgresVersion version) {
        try (CheckedDatabase older =
                CheckedDatabase.of(() -> version.create().execute(OBJECTS), AllowedFunctions.NONE)) {
            refusesOperatorsOfThem(older);
        }
    }

    private static void refusesOperatorsOfThem(CheckedDatabase database) {
        for (String sql : RUNNING) {
            assertThatExceptionOfType(SQLException.class)
                    .as(sql)
                    .isThrownBy(() -> database.run(sql))
                    .withMessageContaining("called");
            assertThat(database.problem(sql)).as(sql).isPresent();
        }
        assertThat(REFUSED).allSatisfy(sql -> assertThat(database.problem(sql)).isPresent());
    }

    @SincePostgres(15)
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(*) from t",
                "select count(s) from t where s = 'a' and s like '%b%'",
                "select count(distinct s) from t",
            })
    void acceptsOperatorsOfOthers(String sql) throws SQLException {
        DATABASE.run(sql);
        assertThat(DATABASE.problem(sql)).isEmpty();
    }

    @SincePostgres(15)
    @Test
    void namesTheFamily() {
        assertThat(DATABASE.problem("select count(*) from t where b = 1::bigint"))
                .contains(
                        "has an operator whose function is pg_catalog.btint8cmp (operator family public.own_less), which is"
                                + " of the database's own: leave it out, or let an admin allow it with service-ping.functions:"
                                + " [pg_catalog.btint8cmp]");
    }
}
