package io.serviceping.count.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.definition.sql.AllowedFunctions;
import io.serviceping.plan.scan.OmittedMetric;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.WrittenScan;
import io.serviceping.testing.PostgresVersion;
import io.serviceping.testing.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A database's own function must not be called under the name of a known one. */
class FunctionCheckTest {
    private static final AllowedFunctions ALLOWED = new AllowedFunctions(Set.of("public.fine"));

    @RegisterExtension
    static final CheckedDatabase DATABASE = CheckedDatabase.of(
            () -> TestDatabase.POSTGRESQL
                    .create()
                    .execute(
                            "create table t (a integer, b text, ok boolean)",
                            "create type mood as enum ('low', 'high')",
                            function("lower(integer)", "integer"),
                            function("fine(integer)", "integer"),
                            function("secret_of(t)", "integer"),
                            function("same(text, integer)", "boolean"),
                            function("checked(text)", "boolean"),
                            function("to_mood(integer)", "mood"),
                            "create operator === (leftarg = text, rightarg = integer, function = same)",
                            "create operator ### (rightarg = double precision, function = pg_sleep)",
                            "create domain late as double precision check (pg_sleep(value) is not null)",
                            "create domain odd as text check (checked(value))",
                            "create domain even as text check (length(value) % 2 = 0)",
                            "create cast (integer as mood) with function to_mood(integer)",
                            "create type spoken as enum ('p')",
                            "create table told (id integer, s spoken)",
                            function("to_json_of(spoken)", "json"),
                            "create cast (spoken as json) with function to_json_of(spoken)",
                            "create schema elsewhere",
                            function("elsewhere.upper(integer)", "integer"),
                            "create extension citext"),
            ALLOWED);

    @RegisterExtension
    static final CheckedDatabase ON_H2 = CheckedDatabase.of(
            () -> TestDatabase.H2
                    .create()
                    .execute(
                            "create table t (a integer, b varchar, ok boolean)",
                            "create alias pg_typeof for \"java.lang.Math.abs(int)\""),
            ALLOWED);

    private static String function(String signature, String type) {
        return "create function " + signature + " returns " + type + " language plpgsql volatile as"
                + " $$ begin perform set_config('a.b', 'called', false); return null; end $$";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            select max(lower(a)) from t              | calls public.lower
            select max("lower"(a)) from t            | calls public.lower
            select max(t.secret_of) from t           | public.secret_of
            select max((t).secret_of) from t         | calls public.secret_of
            select count(*) from t where b === a     | has an operator whose function is public.same
            select count(*) from t where b===a       | has an operator whose function is public.same
            select count(# ###a) from t              | has an operator whose function is pg_catalog.pg_sleep
            select count(a::late) from t             | has a type whose casts or checks call pg_catalog.pg_sleep
            select count(b::odd) from t              | has a type whose casts or checks call public.checked
            select count(cast(b as public.odd))from t| has a type whose casts or checks call public.checked
            select count(odd 'x') from t             | has a type whose casts or checks call public.checked
            select count(a::mood) from t             | has a type whose casts or checks call public.to_mood
            select to_jsonb(s)::text from told       | calls a function or an operator with a type whose casts or checks call public.to_json_of
            select row_to_json(told)::text from told | calls a function or an operator with a type whose casts or checks call public.to_json_of
            select json_agg(x)::text from (select * from told) x | calls a function or an operator with a type whose casts or checks call public.to_json_of
            """)
    void refusesWhatIsTheDatabasesOwn(String sql, String message) {
        assertThat(DATABASE.problem(sql))
                .hasValueSatisfying(problem -> assertThat(problem)
                        .contains(message + ", which is of the database's own: ")
                        .contains("service-ping.functions: ["));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select max(pg_catalog.lower(b)) from t",
                "select max(upper(b)) from t",
                "select max(fine(a)) from t",
                "select max(replace(b, 'a', 'b')), count(*) from t where b = 'x' and a between 1 and 2",
                "select count(b::even) from t",
                "select max(s::text) from told",
                "select json_agg(a)::text from t"
            })
    void acceptsBuiltInFunctionsThoseOfAnExtensionAndAllowedOnes(String sql) {
        assertThat(DATABASE.problem(sql)).isEmpty();
    }

    @Test
    void refusesOnH2AnAliasUnderTheNameOfAKnownFunction() {
        assertThat(ON_H2.problem("select max(pg_typeof(a)) from t"))
                .hasValueSatisfying(problem -> assertThat(problem).startsWith("calls PUBLIC.PG_TYPEOF"));
        assertThat(ON_H2.problem("select max(upper(b)) from t")).isEmpty();
    }

    /** H2 runs both in the process that opens the DATABASE. */
    @Test
    void refusesOnH2TablesThatRunCodeWhenTheyAreRead() {
        try (CheckedDatabase other = CheckedDatabase.of(
                () -> TestDatabase.H2
                        .create()
                        .execute(
                                "create table t (a integer)",
                                "create table plain (a integer)",
                                "create view v as select * from t",
                                "create force trigger told before select on t call \"not.There\"",
                                "create linked table far('org.h2.Driver', 'jdbc:h2:mem:', 'sa', '', '(select 1 as a)')",
                                "create domain looking as integer check (value > -(select count(*) from t))",
                                "create domain small as integer check (value < 9)"),
                AllowedFunctions.NONE)) {
            assertThat(other.problem("select count(*) from t"))
                    .hasValueSatisfying(
                            problem -> assertThat(problem).startsWith("reads a table with the trigger PUBLIC.TOLD, "));
            assertThat(other.problem("select count(*) from v")).isPresent();
            assertThat(other.problem("select count(*) from plain, FAR"))
                    .hasValueSatisfying(
                            problem -> assertThat(problem).startsWith("reads the foreign table PUBLIC.FAR, "));
            assertThat(other.problem("select count(cast(a as looking)) from plain"))
                    .isPresent();
            assertThat(other.problem("select count(cast(a as small)) from plain"))
                    .isEmpty();
            assertThat(other.problem("select count(*) from plain")).isEmpty();
        }
    }

    /** Names decide before version 15. */
    @ParameterizedTest
    @MethodSource("io.serviceping.testing.PostgresVersion#older")
    void decidesOnOlderServers(PostgresVersion version) {
        try (CheckedDatabase other = CheckedDatabase.of(
                () -> version.create()
                        .execute(
                                "create table t (id bigint, a text)",
                                CheckedDatabase.failing("own(text)", "text"),
                                "create operator % (leftarg = bigint, rightarg = integer, function = int84mi)",
                                "create type level as enum ('3', '1')",
                                "create table levels (l level)",
                                "create cast (level as text) with inout as implicit"),
                AllowedFunctions.NONE)) {
            for (String sql : List.of(
                    "select count(*) from t where a = 'b' and lower(a) = 'c'",
                    "select count(*) from levels where l > '1'")) {
                assertThat(other.problem(sql)).as(sql).isEmpty();
                assertThat(other.check().notShared(List.of(CheckedDatabase.scan(sql))))
                        .as("could mean the cast: " + sql)
                        .isNotEmpty();
            }
            for (String sql : List.of("select max(own(a)) from t", "select count(*) from t where id % 10 = 0")) {
                assertThat(other.problem(sql)).as(sql).isPresent();
            }
        }
    }

    @Test
    void leavesRefusedMetricsOutOfThePlan() {
        WrittenScan refused = CheckedDatabase.scan("select max(lower(a)) from t");
        WrittenScan kept = CheckedDatabase.scan("select max(a) from t");

        Plan plan = DATABASE.check().checked(new Plan(Instant.EPOCH, List.of(refused, kept), List.of()));

        assertThat(plan.scans()).containsExactly(kept);
        assertThat(plan.notShared()).isEmpty();
        assertThat(plan.omitted()).singleElement().satisfies(one -> {
            assertThat(one.why()).isEqualTo(OmittedMetric.Why.CALLS_A_FUNCTION);
            assertThat(one.reason()).startsWith("calls public.lower");
        });
    }

    /** It has no tree, and its names are those of an allowed function. */
    @Test
    void leavesAMetricOutThatCannotBeChecked() {
        WrittenScan wrong = CheckedDatabase.scan("select max(fine(gone)) from t");

        Plan plan = DATABASE.check().checked(new Plan(Instant.EPOCH, List.of(wrong), List.of()));

        assertThat(plan.scans()).isEmpty();
        assertThat(plan.notShared()).isEmpty();
        assertThat(plan.omitted())
                .singleElement()
                .satisfies(one -> assertThat(one.why()).isEqualTo(OmittedMetric.Why.NOT_CHECKED));
    }

    @Test
    void letsAMetricWithAnAllowedFunctionShareNoScan() {
        WrittenScan allowed = CheckedDatabase.scan("select max(fine(a)) from t");

        Plan plan = DATABASE.check().checked(new Plan(Instant.EPOCH, List.of(allowed), List.of()));

        assertThat(plan.scans()).containsExactly(allowed);
        assertThat(plan.notShared())
                .singleElement()
                .satisfies(one -> assertThat(one.why()).startsWith("calls public.fine"));
    }

    @Test
    void saysOfWhatKindAnAllowedFunctionIs() {
        assertThat(DATABASE.check().described("own")).containsExactly("public.fine(integer): volatile, owner postgres");
        assertThat(ON_H2.check().described("own")).isEmpty();
    }
}
