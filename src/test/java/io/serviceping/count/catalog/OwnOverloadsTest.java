package io.serviceping.count.catalog;

import static io.serviceping.count.catalog.CheckedDatabase.failing;
import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.definition.sql.AllowedFunctions;
import io.serviceping.plan.query.Parameter;
import io.serviceping.testing.SincePostgres;
import io.serviceping.testing.TestDatabase;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The database's own functions, operators and casts of built-in types, under built-in names. A metric is refused if
 * PostgreSQL takes one of them for it, and only then. Each of them fails when it is called, even by the planner.
 */
class OwnOverloadsTest {
    private static final String[] OVERLOADS = {
        "create extension citext",
        "create extension hstore",
        "create extension ltree",
        "create extension pg_trgm",
        "create extension intarray",
        "create table t (a integer, b text, c citext, d double precision, e varchar, f boolean, h hstore, l ltree, n numeric, u uuid,"
                + " at timestamp, day date)",
        failing("same(text, integer)", "boolean"),
        "create operator = (leftarg = text, rightarg = integer, function = same)",
        failing("same(text, varchar)", "boolean"),
        "create operator = (leftarg = text, rightarg = varchar, function = same)",
        failing("like_number(text, integer)", "boolean"),
        "create operator ~~ (leftarg = text, rightarg = integer, function = like_number)",
        failing("least_uuid(uuid, uuid)", "uuid"),
        "create aggregate min (uuid) (sfunc = least_uuid, stype = uuid)",
        failing("round(double precision, integer)", "double precision"),
        failing("lower(integer)", "text"),
        failing("upper(text)", "text"),
        failing("number_of(boolean)", "smallint"),
        "create cast (boolean as smallint) with function number_of(boolean) as implicit",
        failing("date_of(integer)", "date"),
        "create cast (integer as date) with function date_of(integer)",
        failing("text_of(bytea)", "text"),
        "create cast (bytea as text) with function text_of(bytea)",
    };

    @RegisterExtension
    static final CheckedDatabase DATABASE = CheckedDatabase.of(
            () -> TestDatabase.POSTGRESQL
                    .create()
                    .execute(OVERLOADS)
                    .execute("do $$ begin execute format('alter database %I set search_path = public, pg_catalog',"
                            + " current_database()); end $$"),
            AllowedFunctions.NONE);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(*) from t where b = a",
                "select count(*) from t where b = 1",
                "select count(*) from t where 'x'::text = 1",
                "select count(*) from t where b = e",
                "select count(*) from t where e = e",
                "select count(*) from t where b = 'x'::varchar",
                "select count(*) from t where b in (1, 2)",
                "select count(*) from t where b = any (array[1, 2])",
                "select count(*) from t where b in (select a from t)",
                "select count(*) from t where (b, a) in (select a, a from t)",
                "select count(*) from t where (b, a) = (1, 2)",
                "select count(*) from t where b is distinct from 1",
                "select count(nullif(b, 1)) from t",
                "select count(case b when 1 then 1 end) from t",
                "select count(*) from t join (select a as b from t) s using (b)",
                "select count(*) from t natural join (select a as b from t) s",
                "with x as (select b as y, a as z from t) select count(*) from x where y = z",
                "select count(*) filter (where b = 1) from t",
                "select count(*) from (select 1 from t group by a having max(b) = 1) s",
                "select count(*) from t order by max(b) = 1",
                "select count(*) from t where b like a",
                "select min(u)::text from t",
                "select max(round(d, 2)) from t",
                "select max(round(a, 2)) from t where round('1'::float8, 2) > 0",
                "select max(lower(a)) from t",
                "select max((a).lower) from t",
                "select max(g.lower) from generate_series(1, 2) g",
                "select max(g.lower) from generate_series(1, 2) as g (x)",
                "select count(*) from lower(1)",
                "select sum(f::smallint) from t",
                "select sum(cast(f as int2)) from t",
                "select sum(f + 1::smallint) from t",
                "select count(array[f]::smallint[]) from t",
                "select max(a::date)::text from t",
                "select max(b || b::bytea) from t",
                "select max(quote_literal(b::bytea)) from t",
            })
    void refusesWhatPostgresqlTakesTheOverloadFor(String sql) {
        assertThat(DATABASE.problem(sql))
                .hasValueSatisfying(problem -> assertThat(problem)
                        .contains(", which is of the database's own: ")
                        .contains("public."));
    }

    @SincePostgres(15)
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(*) from t",
                "select count(*) from t where b = 'x' and a = 1 and b <> 'y'",
                "select count(*) from t where e like 'x' and b = b",
                "select count(distinct b), min(a), max(n) from t where b in ('x', 'y') and a in (1, 2)",
                "select b, count(*) from t group by b",
                "select count(*) from t where b like 'x%'",
                "select min(b), max(round(n, 2)), max(round(d)), max(lower(b)), max(upper(b)) from t",
                "select max((b).lower), max((b).upper) from t",
                "select max(b || 'x' || e), max(quote_literal(b)), max(quote_nullable(e)) from t",
                "select max(g.lower) from unnest(array['a']) g",
                "select max(g.lower) from generate_series(1, 2) as g (lower)",
                "select count(*) from t where f and a between 1 and 2 and f = true",
                "select sum(a::smallint), max(b::date)::text, max(f::int) from t",
                "select count(*) from t where c = 'x' and c in ('y', 'z')",
                "select count(*) from t where l = 'a.b'",
                "select count(*) from t where h = 'a=>1'",
                "select count(*) from t s join t r on s.a = r.a and s.b = r.b",
                "select count(*) from t where a = 1 -- = 'x'::varchar",
            })
    void acceptsWhatOnlySharesTheName(String sql) throws SQLException {
        assertThat(DATABASE.problem(sql)).isEmpty();
        DATABASE.run(sql);
    }

    @SincePostgres(15)
    @Test
    void knowsTheTypesOfParameters() {
        String where = "select count(*) from t where b <> '?' and a = 1 and ";

        assertThat(DATABASE.problem(
                        where + "at >= ? and at < ?",
                        new Parameter.Timestamp(LocalDateTime.of(2026, 11, 9, 0, 0)),
                        new Parameter.Timestamp(LocalDateTime.of(2026, 11, 16, 0, 0))))
                .isEmpty();
        assertThat(DATABASE.problem(where + "day = ?", new Parameter.Date(LocalDate.EPOCH)))
                .isEmpty();
        assertThat(DATABASE.problem(where + "a = ?", new Parameter.Whole(1L))).isEmpty();
        assertThat(DATABASE.problem(where + "b = ?", new Parameter.Text("x")))
                .hasValueSatisfying(problem -> assertThat(problem).contains("public.same"));
    }

    @Test
    void refusesWhatPostgresqlDoesNotUnderstand() {
        assertThat(DATABASE.problem("select count(*) from t where b = missing")).isPresent();
    }

    @Test
    void leavesNoStatementInTheSession() throws SQLException {
        DATABASE.problem("select count(*) from t where b = 'x'");
        DATABASE.problem("select count(*) from t where b = missing");

        assertThat(DATABASE.session()
                        .<Boolean>read(connection -> connection
                                .prepareStatement("select from pg_prepared_statements")
                                .executeQuery()
                                .next()))
                .isFalse();
    }
}
