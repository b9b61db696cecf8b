package io.serviceping.count.catalog;

import static io.serviceping.count.catalog.CheckedDatabase.nowFailing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.serviceping.definition.sql.AllowedFunctions;
import io.serviceping.testing.PostgresVersion;
import io.serviceping.testing.SincePostgres;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The planner calculates what has no column in expressions that belong to a table. */
class PlannedCallsTest {
    private static final List<String> RUNNING = List.of(
            "select count(*) from shifted",
            "select count(*) from partial",
            "select count(*) from operated",
            "select count(*) from inlined",
            "select count(*) from deeper",
            "select count(*) from v",
            "select count(*) from whole",
            "select count(*) from coalesced",
            "select count(*) from cased",
            "select count(*) from nulled",
            "select count(*) from ignored",
            "select count(*) from rowed",
            "select count(*) from ored",
            "select count(*) from defaulted",
            "select count(*) from of_operator");

    private static final List<String> HARMLESS = List.of(
            "select count(*) from by_function",
            "select count(*) from by_condition",
            "select count(*) from by_text",
            "select count(*) from by_length",
            "select count(*) from by_default",
            "select count(*) from by_other",
            "select count(*) from parent where a = 1",
            "select count(*) from (select a from checked union all select a from other_checked) u where a > 5",
            "select count(*) from inherited where a < 5",
            "select count(*) from t where a = 1");

    /** The functions fail after all is made. */
    private static final String[] OBJECTS = {
        "create function f(integer) returns integer language sql immutable as 'select $1'",
        "create function below(integer, integer) returns boolean language sql immutable as 'select $1 < $2'",
        "create operator <<< (leftarg = integer, rightarg = integer, function = below)",
        "create function twice(integer) returns integer language sql immutable as 'select $1 + public.f(1)'",
        "create function more(integer) returns boolean language sql immutable as 'select $1 > 0 and 1 operator(public.<<<) 2'",
        "create table t (a integer)",
        "create table shifted (a integer)",
        "create index on shifted ((a + f(1)))",
        "create table partial (a integer)",
        "create index on partial (a) where f(1) > 0 and a > 3",
        "create table operated (a boolean)",
        "create index on operated ((a and 1 <<< 2))",
        "create table inlined (a integer)",
        "create index on inlined (twice(a))",
        "create table deeper (a integer)",
        "create index on deeper (a) where more(a)",
        "create view v as select a from shifted",
        "create table whole (a integer) partition by list (a)",
        "create table part partition of whole for values in (1)",
        "create index on part ((a + f(2)))",
        "create table parent (a integer)",
        "create table child (check (a > f(1))) inherits (parent)",
        // constants for the planner
        "create function h(boolean) returns integer language sql immutable as 'select 1'",
        "create function ignoring(integer) returns integer language sql immutable as 'select 7'",
        "create function given() returns text language sql immutable as $$ select 'en'::text $$",
        "create function slug(text, text default given()) returns text language plpgsql immutable as"
                + " $$ begin return lower($1) || $2; end $$",
        "create table coalesced (a integer)",
        "create index on coalesced (f(coalesce(5, a)))",
        "create table cased (a integer)",
        "create index on cased (f(case when true then 1 else a end))",
        "create table nulled (a integer)",
        "create index on nulled (a) where f(1 + null::integer + a) > 0",
        "create table ignored (a integer)",
        "create index on ignored (f(ignoring(a)))",
        "create table rowed (a integer)",
        "create index on rowed (f((row(a, 3)).f2))",
        "create table ored (a integer)",
        "create index on ored (h(a > 0 or true))",
        "create table defaulted (a text)",
        "create index on defaulted (slug(a))",
        "create table of_operator (a integer)",
        "create index on of_operator ((coalesce(1, a) <<< 2))",
        "create table by_length (a text)",
        "create index on by_length (f(length(a || 'x') + 1))",
        "create table by_default (a text)",
        "create index on by_default (f(length(coalesce(a, '') || 'x')))",
        "create function kept(integer) returns integer language plpgsql immutable as 'begin return $1; end'",
        "create table by_other (a integer)",
        "create index on by_other (f(kept(a)))",
        "create table by_function (a integer)",
        "create index on by_function (f(a))",
        "create table by_condition (a integer)",
        "create index on by_condition (a) where f(a) > 3 and not a <<< 4",
        "create extension unaccent",
        "create function plain(text) returns text language sql immutable as"
                + " 'select public.unaccent(''public.unaccent''::regdictionary, $1)'",
        "create table by_text (a text)",
        "create index on by_text (plain(a))",
        "create table checked (a integer check (a > f(1)))",
        "create table other_checked (a integer check (a < f(9)))",
        "create table inherited (a integer, check (a >= f(2)) no inherit)",
        "create table heir () inherits (inherited)",
        "create table measured (a integer, b integer)",
        "do $$ begin if current_setting('server_version_num')::integer >= 140000 then"
                + " create statistics s on (a + f(1)), b from measured; end if; end $$",
        "insert into measured values (1, 1)",
        "insert into measured values (2, 2)",
        "analyze",
        nowFailing("f(integer)", "integer"),
        nowFailing("below(integer, integer)", "boolean"),
        nowFailing("h(boolean)", "integer"),
        nowFailing("given()", "text"),
    };

    @RegisterExtension
    static final CheckedDatabase DATABASE = CheckedDatabase.with(OBJECTS);

    @Test
    void refusesWhatRunsThem() throws SQLException {
        refusesWhatRunsThem(DATABASE);
    }

    @ParameterizedTest
    @MethodSource("io.serviceping.testing.PostgresVersion#older")
    void refusesWhatRunsThemOnOlderServers(PostgresVersion version) throws SQLException {
        try (CheckedDatabase older =
                CheckedDatabase.of(() -> version.create().execute(OBJECTS), AllowedFunctions.NONE)) {
            refusesWhatRunsThem(older);
        }
    }

    private static void refusesWhatRunsThem(CheckedDatabase database) throws SQLException {
        RUNNING.forEach(sql -> refuses(database, sql));
        for (String sql : HARMLESS) {
            database.run(sql);
            assertThat(database.problem(sql)).as(sql).isEmpty();
        }
        assertThat(database.problem("select count(*) from v"))
                .contains(
                        "reads a table for which the planner can call public.f (index public.shifted_expr_idx), which is of"
                                + " the database's own: leave it out, or let an admin allow it with service-ping.functions: [public.f]");
    }

    @SincePostgres(14)
    @Test
    void refusesWhatRunsTheExpressionsOfStatistics() {
        refuses(DATABASE, "select count(*) from measured");
    }

    /** What makes something that is called without a name, the body that calls it, and what makes it fail. */
    static List<Arguments> unnamed() {
        return List.of(
                Arguments.of(
                        List.of(
                                "create type mood as enum ('sad')",
                                "create function made(integer) returns mood language sql immutable as $$select 'sad'::mood$$",
                                "create cast (integer as mood) with function made(integer)"),
                        "1::mood = ''sad''::mood",
                        nowFailing("made(integer)", "mood")),
                Arguments.of(
                        List.of(
                                "create function upto(text, integer) returns boolean language sql immutable as 'select true'",
                                "create operator <= (leftarg = text, rightarg = integer, function = upto)"),
                        "''b''::text between ''a'' and 1",
                        nowFailing("upto(text, integer)", "boolean")),
                Arguments.of(
                        List.of(
                                "create function is_odd(integer) returns boolean language sql immutable as 'select true'",
                                "create domain odd as integer check (is_odd(value))"),
                        "''{1}''::odd[] is not null",
                        nowFailing("is_odd(integer)", "boolean")));
    }

    @ParameterizedTest
    @MethodSource("unnamed")
    void refusesFunctionsWhoseBodyCanCallWithoutAName(List<String> objects, String body, String failing) {
        try (CheckedDatabase database = CheckedDatabase.with(Stream.of(
                        objects.stream(),
                        Stream.of(
                                "create function short(integer) returns boolean language sql immutable as 'select $1 > 0'",
                                "create table t (a integer)",
                                "create index on t (short(a))",
                                "create or replace function short(integer) returns boolean language sql immutable as"
                                        + " 'select $1 > 0 and " + body + "'",
                                "create table u (a integer)",
                                failing))
                .flatMap(some -> some)
                .toArray(String[]::new))) {
            refuses(database, "select count(*) from t");
            assertThat(database.problem("select count(*) from u")).isEmpty();
        }
    }

    /** The estimate calls the operator of the condition, and the difference of a range, with values of the statistics. */
    @ParameterizedTest
    @ValueSource(strings = {"x === 3 or x is not null", "s && '[10,11)' or id > 0"})
    void refusesWhatTheEstimateOfAPartialIndexCalls(String condition) {
        try (CheckedDatabase database = CheckedDatabase.with(
                "create function same(integer, integer) returns boolean language sql immutable as 'select $1 = $2'",
                "create operator === (leftarg = integer, rightarg = integer, function = same, restrict = eqsel)",
                "create function apart(numeric, numeric) returns float8 language sql immutable as"
                        + " 'select ($1 - $2)::float8'",
                "create type span as range (subtype = numeric, subtype_diff = apart)",
                "create table t (id integer primary key, x integer, y integer, s span)",
                "insert into t select i, i % 5, i % 7, span(i % 20, i % 20 + 1) from generate_series(1, 20000) i",
                "create index on t (y) where " + condition,
                "analyze t",
                nowFailing("same(integer, integer)", "boolean"),
                nowFailing("apart(numeric, numeric)", "float8"))) {
            refuses(database, "select count(*) from t where y = 3 and x > 1 and id > 10");
        }
    }

    /** The server cuts a name to 63 bytes, and needs no space between a keyword and a quote. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "$1 + public.f_a_name_of_more_than_sixty_three_bytes_of_which_the_server_takes_the_first(1)",
                "case when\"one\"(2) > $1 then 1 else 2 end",
            })
    void refusesAFunctionWhoseBodyWritesANameInAnotherWay(String body) {
        String cut = "f_a_name_of_more_than_sixty_three_bytes_of_which_the_server_tak(integer)";
        try (CheckedDatabase database = CheckedDatabase.with(
                "create function " + cut + " returns integer language sql immutable as 'select $1'",
                "create function one(integer) returns integer language sql immutable as 'select $1'",
                "create function inlined(integer) returns integer language sql immutable as 'select $1'",
                "create table t (a integer)",
                "create index on t (inlined(a))",
                "create or replace function inlined(integer) returns integer language sql immutable as 'select " + body
                        + "'",
                nowFailing(cut, "integer"),
                nowFailing("one(integer)", "integer"))) {
            refuses(database, "select count(*) from t");
        }
    }

    @Test
    void refusesTheTableOfAnExpressionThatIsTooDeepToBeReadAndNoOther() throws SQLException {
        try (CheckedDatabase database = CheckedDatabase.with(
                "create function one(integer) returns integer language plpgsql immutable as 'begin return $1; end'",
                "create table t (a integer)",
                "create table u (a integer)",
                "create index on u (one(a + 1))",
                "create index on t ((one(a)" + " + 1".repeat(700) + "))")) {
            assertThat(database.problem("select count(*) from t")).isPresent();
            assertThat(database.problem("select count(*) from u")).isEmpty();
        }
    }

    @Test
    void acceptsAnIndexByAFunctionOfAnExtensionWithADomainOfItsOwn() throws SQLException {
        try (CheckedDatabase database = CheckedDatabase.with(
                "create extension cube",
                "create extension earthdistance",
                "create table shops (lat float8, lng float8)",
                "create index on shops using gist (ll_to_earth(lat, lng))")) {
            database.run("select count(*) from shops");
            assertThat(database.problem("select count(*) from shops")).isEmpty();
        }
    }

    /** Also in a body with quotes, as a name has them. */
    @Test
    void refusesAFunctionWhoseBodyQuotesAName() {
        try (CheckedDatabase database = CheckedDatabase.with(
                "create function \"a\"\"b\"(integer) returns integer language sql immutable as 'select $1'",
                "create function quoting(integer) returns integer language sql immutable as 'select $1 + public.\"a\"\"b\"(1)'",
                "create table t (a integer)",
                "create index on t (quoting(a))",
                nowFailing("\"a\"\"b\"(integer)", "integer"))) {
            refuses(database, "select count(*) from t");
        }
    }

    /** Whoever owns an operator class is a superuser. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "'[1,5)'::public.span @> 3",
                "'{a,b}'::public.tag[] < '{b}'::public.tag[]",
                "greatest('a'::public.tag, 'b'::public.tag) is not null",
            })
    void refusesConstantsOfTypesThatAnOwnOperatorClassCompares(String condition) {
        String operators =
                " as operator 1 <%1$s, operator 2 <=%1$s, operator 3 =%1$s, operator 4 >=%1$s, operator 5 >%1$s, ";
        try (CheckedDatabase database = CheckedDatabase.with(
                "create function compared(integer, integer) returns integer language sql immutable as 'select $1 - $2'",
                "create operator class own for type integer using btree" + operators.formatted("")
                        + "function 1 compared(integer, integer)",
                "create type span as range (subtype = integer, subtype_opclass = own)",
                "create type tag as enum ('a', 'b')",
                "create function compared(tag, tag) returns integer language sql immutable as"
                        + " 'select pg_catalog.enum_cmp($1, $2)'",
                "create operator class own_tag default for type tag using btree"
                        + operators.formatted("(anyenum, anyenum)") + "function 1 compared(tag, tag)",
                "create table t (a integer)",
                "create table u (a integer)",
                "create index on u ((a + 1))",
                "create index on t (a) where a > 1 and " + condition,
                nowFailing("compared(integer, integer)", "integer"),
                nowFailing("compared(tag, tag)", "integer"))) {
            refuses(database, "select count(*) from t");
            assertThat(database.problem("select count(*) from u")).isEmpty();
        }
    }

    /** A body that has no own type does not meet a domain of the database. */
    @Test
    void acceptsABodyThatMeetsNoDomain() throws SQLException {
        try (CheckedDatabase database = CheckedDatabase.with(
                "create function is_mail(text) returns boolean language sql immutable as 'select true'",
                "create domain mail as text check (is_mail(value))",
                "create function norm(text) returns text language sql immutable as 'select lower(trim($1))'",
                "create table t (a text)",
                "create index on t (norm(a))",
                nowFailing("is_mail(text)", "boolean"))) {
            database.run("select count(*) from t");
            assertThat(database.problem("select count(*) from t")).isEmpty();
        }
    }

    /** It is never replaced by its body. */
    @Test
    void acceptsAFunctionWithASettingOfItsOwn() throws SQLException {
        try (CheckedDatabase database = CheckedDatabase.with(
                "create type mood as enum ('sad')",
                "create function made(integer) returns mood language sql immutable as $$select 'sad'::mood$$",
                "create cast (integer as mood) with function made(integer)",
                "create function short(integer) returns boolean language sql immutable set search_path to public as"
                        + " 'select $1 > 0 and 1::mood = ''sad''::mood'",
                "create table t (a integer)",
                "create index on t (short(a))",
                nowFailing("made(integer)", "mood"))) {
            database.run("select count(*) from t");
            assertThat(database.problem("select count(*) from t")).isEmpty();
        }
    }

    /** A cast between enums and built-in types runs nothing of the database's own. */
    @Test
    void acceptsBodiesWhereOnlySuchCastsHaveNoName() throws SQLException {
        try (CheckedDatabase database = CheckedDatabase.with(
                "create type mood as enum ('sad')",
                "create cast (varchar as mood) with inout as implicit",
                "create function short(integer) returns boolean language sql immutable as 'select $1 > 0 and 1 < 2'",
                "create table t (a integer)",
                "create index on t (short(a))")) {
            database.run("select count(*) from t");
            assertThat(database.problem("select count(*) from t")).isEmpty();
        }
    }

    /** The names in its body are looked for when it is planned. */
    @Test
    void refusesAFunctionOfAnExtensionWhoseBodyNamesOneOfTheDatabasesOwn() {
        try (CheckedDatabase database = CheckedDatabase.with(
                "create function f(integer) returns integer language sql immutable as 'select $1'",
                "create function more(integer) returns integer language sql immutable as 'select $1 + public.f(1)'",
                "create extension unaccent",
                "alter extension unaccent add function more(integer)",
                "create table t (a integer)",
                "create index on t (more(a))",
                nowFailing("f(integer)", "integer"))) {
            refuses(database, "select count(*) from t");
        }
    }

    private static void refuses(CheckedDatabase database, String sql) {
        assertThatExceptionOfType(SQLException.class)
                .as(sql)
                .isThrownBy(() -> database.run(sql))
                .withMessageContaining("called");
        assertThat(database.problem(sql)).as(sql).isPresent();
    }
}
