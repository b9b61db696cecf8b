package io.serviceping.count.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.definition.sql.AllowedFunctions;
import io.serviceping.testing.SincePostgres;
import io.serviceping.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions that are called because of a type: refused wherever the type can occur, and nowhere else. */
class OwnTypesTest {
    private static final String[] POSTGRESQL = {
        "create table plain (id bigint, b text, f boolean, n integer, at timestamp, tags text[])",
        "create type mt as (x integer)",
        "create type mood as enum ('low', 'high')",
        "create type size as enum ('small', 'large')",
        "create table hasmt (id bigint, m mt)",
        "create view shows_mt as select m as shown from hasmt",
        "create table moods (id bigint, e mood)",
        "create table sizes (id bigint, z size)",
        function("checked(text)", "boolean", "return true;"),
        function("mt_int(mt)", "integer", "return 1;"),
        function("mt_bigint(mt)", "bigint", "return 1;"),
        function("mt_bool(mt)", "boolean", "return true;"),
        function("mt_text(mt)", "text", "return 'a';"),
        function("mood_txt(mood)", "text", "return 'a';"),
        function("size_num(size)", "numeric", "return 1;"),
        "create cast (mt as integer) with function mt_int(mt)",
        "create cast (mt as bigint) with function mt_bigint(mt)",
        "create cast (mt as boolean) with function mt_bool(mt) as assignment",
        "create cast (mt as text) with function mt_text(mt)",
        "create cast (mood as text) with function mood_txt(mood) as implicit",
        "create cast (size as numeric) with function size_num(size)",
        "create domain wd1 as text check (checked(value))",
        "create domain wd2 as wd1",
        "create domain wd3 as text check (value::wd1 is not null)",
        "create type wcomp as (a wd1, b integer)",
        "create domain domcomp as wcomp",
        "create domain dint as integer",
        "create table people (id bigint, mail wd2)",
        "create table lists (id bigint, mails wd1[])",
        function("steps(integer, integer)", "double precision", "return 1;"),
        "create type evilrange as range (subtype = integer, subtype_diff = steps)",
        function("kt_eq(kt, kt)", "boolean", "return true;", "create type kt as (x integer)"),
        function("kt_lt(kt, kt)", "boolean", "return true;"),
        function("kt_cmp(kt, kt)", "integer", "return 0;"),
        "create operator = (leftarg = kt, rightarg = kt, function = kt_eq)",
        "create operator < (leftarg = kt, rightarg = kt, function = kt_lt)",
        "create operator class kt_ops default for type kt using btree as"
                + " operator 1 <, operator 3 =, function 1 kt_cmp(kt, kt)",
        "create table haskt (id bigint, k kt)",
        function("same_text(text, integer)", "boolean", "return true;"),
        "create operator ~~ (leftarg = text, rightarg = integer, function = same_text)",
        function("starts(text, kt)", "boolean", "return true;"),
        "create operator @> (leftarg = text, rightarg = kt, function = starts)",
    };

    private static String function(String signature, String type, String body, String... before) {
        return String.join(";", before) + (before.length > 0 ? ";" : "") + "create function " + signature + " returns "
                + type + " language plpgsql immutable as $$ begin " + body + " end $$";
    }

    @RegisterExtension
    static final CheckedDatabase DATABASE = CheckedDatabase.with(POSTGRESQL);

    @RegisterExtension
    static final CheckedDatabase ON_H2 = CheckedDatabase.of(OwnTypesTest::h2, AllowedFunctions.NONE);

    private static TestDatabase.Url h2() {
        TestDatabase.Url url = TestDatabase.H2
                .create()
                .execute(
                        "create table t (b varchar)",
                        "create alias hit for \"java.lang.Math.abs(int)\"",
                        "create domain hd as varchar(20) check (hit(length(value)) > 0)",
                        "create domain hd2 as hd",
                        "create sequence counter",
                        "create domain counted as integer check (next value for counter > 0)",
                        "create domain counted2 as counted",
                        "create domain filed as varchar check (file_read(value, null) is not null)",
                        "create domain fine as varchar(20) check (length(value) < 9)",
                        "create table people (mail hd)",
                        "create user reader password 'r'",
                        "grant select on schema public to reader");
        return new TestDatabase.Url(url.jdbc().replaceFirst(";.*", ""), "reader", "r");
    }

    @SincePostgres(14)
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count('x'::wd1)",
                "select count('nested'::wd2)",
                "select count(wd3 'x')",
                "select count(('(comp,1)'::wcomp).a)",
                "select count(*) from jsonb_to_record('{\"a\":\"rec\"}') as r(a wd2)",
                "select count(*) from jsonb_to_recordset('[{\"a\":\"rec\"}]') as r(b int, a public.wd2)",
                "select count('{x}'::wd2[])",
                "select count(row('x', 1)::domcomp)",
                "select count(row(1, 'x')::people)",
                "select count(people '(1,x)')",
                "select count(coalesce(p, row(1, 'x'))) from people p",
                "select count(coalesce(p.id, 1)), count(greatest(p, row(1, 'x'))) from plain, people as p",
                "select count(coalesce(people, row(1, 'x'))) from people",
                "select count(*) from lists where mails = '{x}'",
                "select count('[1,2]'::evilrange)",
                "select count('{[1,2]}'::evilmultirange)"
            })
    void refusesTypesThatCallAFunctionHoweverDeepItLies(String sql) {
        assertThat(DATABASE.problem(sql))
                .hasValueSatisfying(problem -> assertThat(problem).containsPattern("public[.](checked|steps|kt_lt)"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select sum(m::int) from hasmt",
                "select sum(x::int) from hasmt as h(i, x)",
                "select sum(x::int) from (select * from hasmt) as h(i, x)",
                "select sum(m::integer) from hasmt",
                "select sum(m::int4) from hasmt",
                "select sum(cast(m as bigint)) from hasmt",
                "select sum(shown::int8) from shows_mt",
                "select sum(m::dint) from hasmt",
                "select count(*) from hasmt where m::boolean",
                "select count(*) from hasmt where m::bool",
                "select count(*) from hasmt where m",
                "select count(row(1)::mt::text)",
                "select sum(z::decimal) from sizes",
                "select sum(z::numeric(10,2)) from sizes",
                "select count(*) from moods where length(e) = 1",
                "select max(length('low'::mood))"
            })
    void refusesCastsHoweverTheTypeIsSpelledOrNot(String sql) {
        assertThat(DATABASE.problem(sql))
                .hasValueSatisfying(problem -> assertThat(problem).containsPattern("public[.](mt_|mood_txt|size_num)"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(*) from haskt where k = k",
                "select count(*) from haskt where k in (k)",
                "select count(*) from haskt where k is distinct from null",
                "select count(*) from haskt where k between k and k",
                "select count(distinct k) from haskt",
                "select count(*) from (select 1 from haskt group by k) as s",
                "select count(nullif(k, k)) from haskt",
                "select count(case k when k then 1 end) from haskt",
                "select count(*) from plain where row(1)::kt = row(2)::kt",
                "select count(*) from plain where b like n",
                "select count(*) from plain where 'a' @> '(1)'"
            })
    void refusesAnOperatorWhereItsTypesCanOccur(String sql) {
        assertThat(DATABASE.problem(sql))
                .hasValueSatisfying(problem -> assertThat(problem).containsPattern("public[.](kt_|same_text|starts)"));
    }

    @SincePostgres(15)
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(*) from plain",
                "select count(*) from plain where id = 1 and b in ('a', 'b') and n between 1 and 2",
                "select count(distinct b), max(at) from plain where f is distinct from true",
                "select count(*) from plain where case n when 1 then nullif(n, 2) end > 0 and n = any('{1,2}')",
                "select count(*) from plain where at >= timestamp '2026-01-01' and at < timestamp '2026-02-01'",
                "select b, count(*) from plain group by b order by 2 desc",
                "select sum(id::int), max(n::text), count(n::boolean), sum(cast(b as bigint)) from plain",
                "select count(*) from haskt",
                "select count(*), max(id) from haskt where id = 1 and id in (1, 2)",
                "select count(distinct h.id) from haskt h join plain p on p.id = h.id",
                "select count(*) from lists where id = 1",
                "select sum(id::int) from hasmt where id between 1 and 2",
                "select count(id) from hasmt where id = 1",
                "select count(id) from hasmt group by id::smallint",
                "select count(*), count(mail) from people where mail = 'x' and people.id = 1",
                "select count(p.mail) from people as p join plain q on q.id = p.id",
                "select count(*) from sizes where z = 'small'",
                "select count(*) from plain where b like 'a%'"
            })
    void acceptsWhatCannotMeetTheType(String sql) {
        assertThat(DATABASE.problem(sql)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(cast('x' as hd))",
                "select count(cast(b as public.hd2)) from t",
                "select count(cast(b as \"HD\")) from t",
                "select count(b::hd) from t"
            })
    void refusesOnH2DomainsWhoseCheckCallsAnAlias(String sql) {
        assertThat(ON_H2.problem(sql))
                .hasValueSatisfying(problem -> assertThat(problem).contains("PUBLIC.HIT"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"counted", "counted2", "public.filed", "\"FILED\""})
    void refusesOnH2DomainsWhoseCheckHasAnEffect(String domain) {
        assertThat(ON_H2.problem("select count(cast('1' as " + domain + ")) from t"))
                .hasValueSatisfying(problem -> assertThat(problem)
                        .startsWith("has a domain whose check is not known to have no effect, PUBLIC."));
    }

    @Test
    void acceptsOnH2DomainsWhoseCheckDoesNotAndColumnsOfOneThatDoes() {
        assertThat(ON_H2.problem("select count(cast(b as fine)) from t")).isEmpty();
        assertThat(ON_H2.problem("select count(mail) from people where mail = 'x'"))
                .isEmpty();
    }
}
