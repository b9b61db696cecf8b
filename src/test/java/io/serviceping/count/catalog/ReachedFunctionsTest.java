package io.serviceping.count.catalog;

import static io.serviceping.count.catalog.CheckedDatabase.failing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.serviceping.testing.SincePostgres;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions that PostgreSQL reaches from the operators and types of a statement, which names none of them. */
class ReachedFunctionsTest {
    private static final String[] OBJECTS = {
        "create table t (a text, tags text[], n integer)",
        "insert into t values ('a', '{a}', 1)",
        // the planner takes the negator for NOT
        failing("no_overlap(anyarray, anyarray)", "boolean"),
        "create operator !&& (leftarg = anyarray, rightarg = anyarray, function = no_overlap, negator = &&)",
        failing("unlike(text, text)", "boolean"),
        "create operator === (leftarg = text, rightarg = text, function = texteq, negator = !==)",
        "create operator !== (leftarg = text, rightarg = text, function = unlike, negator = ===)",
        failing("after(text, text)", "boolean"),
        "create operator <<< (leftarg = text, rightarg = text, function = text_lt, commutator = >>>)",
        "create operator >>> (leftarg = text, rightarg = text, function = after, commutator = <<<)",
        // a cast that a check hides
        "create type mood as enum ('low')",
        "create table moods (m mood)",
        "insert into moods values ('low')",
        failing("mood_json(mood)", "json"),
        "create cast (mood as json) with function mood_json(mood)",
        "create domain shown as mood check (to_json(value) is not null)",
        "create type size as enum ('small')",
        "create table sizes (s size)",
        "insert into sizes values ('small')",
        failing("size_text(size)", "text"),
        "create cast (size as text) with function size_text(size) as assignment",
        "create domain quoted as size check (quote_literal(value) <> 'x')",
        "create domain joined as size check (value || 'a'::text <> 'x')",
        "create domain nested as quoted",
        "create domain plain as text check (length(value) < 9)",
        // casts of the planner
        "create type weather as enum ('dry')",
        "create table weathers (w weather)",
        "insert into weathers values ('dry')",
        failing("mood_weather(mood)", "weather"),
        "create cast (mood as weather) with function mood_weather(mood) as implicit",
        failing("is_odd(integer)", "boolean"),
        "create domain oddity as integer",
        "create table odd (c oddity[], n integer[])",
        "insert into odd values ('{1}', '{2}')",
        "alter domain oddity add check (is_odd(value)) not valid",
        // casts without a function
        "create type level as enum ('3', '1', '2')",
        "create type span as range (subtype = integer)",
        "create table levels (l level, s span)",
        "insert into levels values ('3', '[1,2)'), ('1', '[3,4)'), ('2', '[10,11)')",
        "create cast (level as text) with inout as implicit",
        "create cast (level as integer) with inout as implicit",
        "create cast (span as text) with inout as implicit",
    };

    @RegisterExtension
    static final CheckedDatabase DATABASE = CheckedDatabase.with(OBJECTS);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(*) from t where not (tags && '{a}')",
                "select count(*) from t where not a === 'b'",
                "select count(m::shown) from moods",
                "select count(s::quoted) from sizes",
                "select count(s::joined) from sizes",
                "select count(s::nested) from sizes",
                "select count(*) from (select m from moods union all select w from weathers) x",
                "select count(*) from (select w from weathers union select m from moods) x",
                "select count(*) from (select m from moods except select w from weathers) x",
                "with recursive x as (select w from weathers union all select m from moods) select count(*) from x",
                "select count(*) from (select c from odd union all select n from odd) x",
            })
    void refusesWhatRunsThemAlthoughItNamesNone(String sql) {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> DATABASE.run(sql))
                .withMessageContaining("called");
        assertThat(DATABASE.problem(sql)).as(sql).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"select count(*) from t where tags && '{a}'", "select count(*) from t where 'b' <<< a"})
    void refusesOperatorsForWhichThePlannerCouldTakeThem(String sql) {
        assertThat(DATABASE.problem(sql)).as(sql).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(*) from levels where s < '[5,6)'",
                "select count(*) from levels where s::text = '[5,6)'",
            })
    void refusesCastsByWayOfTheText(String sql) throws SQLException {
        DATABASE.run(sql);
        assertThat(DATABASE.problem(sql)).as(sql).isPresent();
    }

    /** Nothing of the database's own runs, but in a shared scan an expression could mean another cast. */
    @SincePostgres(15)
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(*) from levels where l > '1'",
                "select count(*) from levels where (l, 5) > ('1', 5)",
                "select sum(l) from levels",
                "select count(*) from levels where l + 1 = 2",
            })
    void sharesNoScanForCastsBetweenEnumsAndBuiltInTypes(String sql) throws SQLException {
        DATABASE.run(sql);
        assertThat(DATABASE.problem(sql)).as(sql).isEmpty();
        assertThat(DATABASE.check().notShared(List.of(CheckedDatabase.scan(sql))))
                .singleElement()
                .satisfies(one -> assertThat(one.why()).contains(" by a cast of the database's own"));
    }

    @SincePostgres(15)
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(l) from levels",
                "select count(a::varchar) from t where n::text = '1'",
                "select count(*) from t where a = 'b' and not tags @> '{a}' and n <> 2 and not a < 'c'",
                "select count(a::plain) from t",
                "select count(m) from moods",
                "select max(n) as \":funcid\", count(*) as \":opno\", min(a) as \":funcid 1\" from t",
                "select count(*) from sizes where s = 'small'",
            })
    void acceptsWhatReachesNone(String sql) throws SQLException {
        DATABASE.run(sql);
        assertThat(DATABASE.problem(sql)).as(sql).isEmpty();
    }

    /** It reads an enum, and makes a text of something else. */
    @SincePostgres(15)
    @Test
    void sharesAScanThatHasNoneOfTheCastsByWayOfTheText() throws SQLException {
        String sql = "select count(*) from levels, t where l in ('1', '2') and n::text = '5' and a::varchar = '1'";
        try (CheckedDatabase database = CheckedDatabase.with(
                "create type level as enum ('3', '1', '2')",
                "create table levels (l level)",
                "create table t (n integer, a text)",
                "create cast (level as text) with inout as assignment")) {
            database.run(sql);
            assertThat(database.check().notShared(List.of(CheckedDatabase.scan(sql))))
                    .isEmpty();
            assertThat(database.check().notShared(List.of(CheckedDatabase.scan(sql + " and l::text = '1'"))))
                    .isNotEmpty();
        }
    }

    @SincePostgres(17)
    @Test
    void seesTheDomainOfAJsonValueInACheck() {
        try (CheckedDatabase other = CheckedDatabase.with(
                "create table t (a text)",
                "insert into t values ('a')",
                failing("fine(integer)", "boolean"),
                "create domain inside as integer check (fine(value))",
                "create domain outside as text check (json_value('{\"a\": 1}'::jsonb, '$.a' returning inside) > 0)")) {
            String sql = "select count(a::outside) from t";

            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> other.run(sql))
                    .withMessageContaining("called");
            assertThat(other.problem(sql)).isPresent();
        }
    }

    /** An extension's owner can add a function of his own to it. */
    @SincePostgres(15)
    @Test
    void trustsWhatASuperuserOwnsOfAnExtension() {
        try (CheckedDatabase other = CheckedDatabase.with(
                "drop role if exists extension_owner",
                "create role extension_owner",
                "do $$ begin execute format('grant create on database %I to extension_owner', current_database()); end $$",
                "grant create on schema public to extension_owner",
                "set role extension_owner",
                "create extension hstore",
                "create extension citext",
                "create extension pg_trgm",
                "create table t (h hstore, c citext, a text)",
                failing("lower(integer)", "text"),
                failing("pair(text, integer)", "boolean"),
                "alter extension hstore add function lower(integer)",
                "alter extension hstore add function pair(text, integer)",
                "create operator ### (leftarg = text, rightarg = integer, function = pair)")) {
            assertThat(other.problem(
                            "select count(*) from t where h = 'a=>1' and h -> 'a' = '1' and c = 'x' and a % 'b'"))
                    .isEmpty();
            assertThat(other.problem("select max(lower(1)) from t")).isPresent();
            assertThat(other.problem("select count(*) from t where a ### 1")).isPresent();
        }
    }

    /** The function is STABLE, of an extension, and runs any SQL. */
    @SincePostgres(15)
    @Test
    void refusesAnOwnOperatorOverAFunctionOfAnExtension() throws SQLException {
        try (CheckedDatabase other = CheckedDatabase.with(
                "create extension tablefunc",
                "create extension hstore",
                "create extension citext",
                "create extension ltree",
                "create extension intarray",
                "create extension cube",
                "create extension btree_gist",
                "create table t (h hstore, c citext, l ltree, n integer[], q cube, b text)",
                "create operator ~@ (rightarg = text, function = crosstab4)")) {
            String sql = "select count(x) from (select ~@ 'select text ''a'', text ''b'', text ''c''' as x) s";
            other.run(sql);

            assertThat(other.problem(sql))
                    .hasValueSatisfying(problem -> assertThat(problem).contains("public.crosstab4"));
            assertThat(other.problem(
                            "select count(distinct h), count(distinct c), count(distinct l), count(distinct q) from t"
                                    + " where h -> 'a' = 'b' and h @> 'a=>1' and c like 'x%' and l <@ 'a.b' and l ~ '*.a'"
                                    + " and n @> '{1}' and n && '{2}' and not c = 'y' and lower(c) = 'z' and q = '(1)'"
                                    + " and h::text = c::text"))
                    .isEmpty();
        }
    }

    /** They take the place of PostgreSQL's {@code %}, {@code &} and {@code =}, which convert the values first. */
    @Test
    void refusesOwnOperatorsAndCastsOverHarmlessFunctions() throws SQLException {
        try (CheckedDatabase other = CheckedDatabase.with(
                "create table t (id bigint, code char(4))",
                "create operator % (leftarg = bigint, rightarg = integer, function = int84mi)",
                "create operator & (leftarg = bigint, rightarg = integer, function = int84mi)",
                "create operator = (leftarg = bpchar, rightarg = text, function = bpcharnlike)",
                "create domain even as bigint check (value % 2 = 0)",
                "create type shade as enum ('dark')",
                "create cast (shade as integer) with function hashenum(anyenum)")) {
            for (String sql : new String[] {
                "select count(*) from t where id % 10 = 0",
                "select count(*) from t where id operator(public.%) 10 = 0",
                "select count(distinct id % 10) from t",
                "select count(*) from t where id & 4 = 4",
                "select count(*) from t where code = lower('A')",
                "select count(*) from t where code in (lower('A'))",
                "select count(id::even) from t",
                "select max(id % 10) as \"x\u2003:expr\u2003y\" from t",
                "select count(*) from (select id as \"P[\", id % 10 as w from t) a, (select null as \"P]\") b where w = 0"
                        .replace("P", "(".repeat(38) + "xx"),
                "select sum(cast('dark'::shade as integer)) from t",
            }) {
                other.run(sql);
                assertThat(other.problem(sql)).as(sql).isPresent();
            }
        }
    }

    @SincePostgres(15)
    @Test
    void acceptsWhereTheyAreNotMeant() throws SQLException {
        try (CheckedDatabase other = CheckedDatabase.with(
                "create table t (id bigint, code char(4))",
                "create operator % (leftarg = bigint, rightarg = integer, function = int84mi)",
                "create operator = (leftarg = bpchar, rightarg = text, function = bpcharnlike)")) {
            assertThat(other.problem("select count(*) from t where id % 10::bigint = 0 and code = 'a'"))
                    .isEmpty();
        }
    }

    /** The operator is not the extension's. Its function makes a row, with a value of a domain in it. */
    @Test
    void refusesAnOwnOperatorThatMakesRows() throws SQLException {
        try (CheckedDatabase other = CheckedDatabase.with(
                "create extension hstore",
                failing("fine(text)", "boolean"),
                "create domain checked as text",
                "create table things (id bigint, d checked, h hstore)",
                "insert into things values (1, 'x', 'd=>y')",
                "alter domain checked add check (fine(value)) not valid",
                "create operator #> (leftarg = anyelement, rightarg = hstore, function = populate_record)")) {
            for (String sql : new String[] {
                "select count(t #> t.h) from things t", "select count(t #= t.h) from things t",
            }) {
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> other.run(sql))
                        .withMessageContaining("called");
                assertThat(other.problem(sql)).as(sql).isPresent();
            }
        }
    }
}
