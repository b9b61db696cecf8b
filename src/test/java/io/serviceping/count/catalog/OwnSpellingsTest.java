package io.serviceping.count.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.serviceping.definition.sql.AllowedFunctions;
import io.serviceping.definition.sql.InvalidSelectException;
import io.serviceping.definition.sql.MetricSelect;
import io.serviceping.testing.SincePostgres;
import java.sql.SQLException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each statement calls an own function in PostgreSQL, which fails with the word {@code called}. The check sees each, also
 * those that our parser refuses before.
 */
class OwnSpellingsTest {
    private static final String[] OBJECTS = {
        "create table issues (id integer, b text, tags text[])",
        "insert into issues values (1, 'x', '{a}')",
        function("evil(integer)", "integer"),
        function("\"evil\"\"q\"(integer)", "integer"),
        function("\"evil\"\"q\"(issues)", "integer"),
        function("\"Größe\"(issues)", "integer"),
        function("\"a#b\"(issues)", "integer"),
        function("row_evil(issues)", "integer"),
        function("lower(integer)", "integer"),
        function("pair(integer, integer)", "boolean"),
        function("texts(text, integer)", "boolean"),
        function("always(text)", "boolean"),
        "create operator ## (leftarg = integer, rightarg = integer, function = pair)",
        "create operator # (rightarg = integer, function = evil)",
        "create operator ## (rightarg = integer, function = evil)",
        "create operator @ (leftarg = integer, rightarg = integer, function = pair)",
        "create operator @> (leftarg = integer, rightarg = integer, function = pair)",
        "create operator @- (leftarg = integer, rightarg = integer, function = pair)",
        "create operator &&& (leftarg = integer, rightarg = integer, function = pair)",
        "create operator ~~ (leftarg = text, rightarg = integer, function = texts)",
        "create operator <> (leftarg = text, rightarg = integer, function = texts)",
        "create type mood as enum ('low')",
        "create table moods as select 1 as id, 'low'::mood as e",
        function("text_of(mood)", "text"),
        "create cast (mood as text) with function text_of(mood) as assignment",
        function("xml_of(mood)", "xml"),
        "create cast (mood as xml) with function xml_of(mood) as assignment",
        function("path_of(mood)", "jsonpath"),
        "create cast (mood as jsonpath) with function path_of(mood) as assignment",
        function("jsonb_of(mood)", "jsonb"),
        "create cast (mood as jsonb) with function jsonb_of(mood)",
        function("json_of(mood)", "json"),
        "create cast (mood as json) with function json_of(mood)",
        "create table late as select 1 as id",
        "alter table late add c mood default 'low'",
        "create table \"mo\nods\" as select e as \"e\ne\" from moods",
        "create table casted as select 1 as id",
        function("number_of(casted)", "integer"),
        "create cast (casted as integer) with function number_of(casted) as implicit",
        function("kt_eq(kt, kt)", "boolean", "create type kt as (x integer)"),
        function("kt_lt(kt, kt)", "boolean"),
        function("kt_cmp(kt, kt)", "integer"),
        "create operator = (leftarg = kt, rightarg = kt, function = kt_eq)",
        "create operator < (leftarg = kt, rightarg = kt, function = kt_lt)",
        "create operator class kt_ops default for type kt using btree as"
                + " operator 1 <, operator 3 =, function 1 kt_cmp(kt, kt)",
        "create table kts as select array[row(1)::kt, row(2)::kt] as ks",
        "create domain mydom as text",
        "create table people (id integer, mail mydom)",
        "insert into people values (1, null)",
        "alter domain mydom add check (always(value)) not valid",
        "create domain mynum as integer check (evil(value) > 0)",
        "create domain \"my\"\"dom\" as text check (always(value))",
        "create domain \"Straße\" as text check (always(value))",
    };

    private static String function(String signature, String type, String... before) {
        return String.join(";", before) + ";create function " + signature + " returns " + type
                + " language plpgsql volatile as $$ begin raise exception 'called'; end $$";
    }

    @RegisterExtension
    static final CheckedDatabase DATABASE = CheckedDatabase.with(OBJECTS);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(*) from issues where id##id",
                "select count(*) from issues i where i.id##i.id",
                "select count(*) from issues where id##1",
                "select count(*) from issues where 1##id",
                "select count(*) from issues where id/**/##/**/id",
                "select count(*) from issues where (id)##(id)",
                "select sum(#id) from issues",
                "select sum(- #id) from issues",
                "select sum(id+ ##id) from issues",
                "select sum(id- #id) from issues",
                "select count(*) from issues where id @ id",
                "select count(*) from issues where id@1",
                "select count(*) from issues where id@>id",
                "select count(*) from issues where id @-id",
                "select count(*) from issues where id&&&id",
                "select count(*) from issues where id operator(public.##) id",
                "select count(*) from issues where b like id",
                "select count(*) from issues where b!=id",
                "select count(*) from issues where b<>+id",
                "select count(id::mynum#1) from issues",
                "select count(*) from issues where b::mydom||'a' = ''",
                "select count(id::text::mydom) from issues",
                "select count(mydom'x') from issues",
                "select count(mydom 'x') from issues",
                "select count(mydom\n'x') from issues",
                "select count(mydom $$x$$) from issues",
                "select count(mydom E'x') from issues",
                "select count(public.mydom 'x') from issues",
                "select count(\"mydom\"'x') from issues",
                "select count('{x}'::mydom[]) from issues",
                "select count(cast(b as mydom)) from issues",
                "select count(b::\"my\"\"dom\") from issues",
                "select count(\"my\"\"dom\" 'x') from issues",
                "select count(b::\"Straße\") from issues",
                "select max(i.\"evil\"\"q\") from issues i",
                "select max((i).\"evil\"\"q\") from issues i",
                "select max(\"evil\"\"q\"(id)) from issues",
                "select max(i.\"Größe\") from issues i",
                "select max(i.\"a#b\") from issues i",
                "select max(i.row_evil) from issues i",
                "select max(issues.row_evil) from issues",
                "select max(row_evil(i)) from issues i",
                "select max(i.id#i.row_evil) from issues i",
                "select count(*) from issues i where i.id@>i.row_evil",
                "select max(1#i.row_evil) from issues i",
                "select max(w.lower) from issues, generate_series(1, 1) w",
                "select max(id#w.lower) from issues, generate_series(1, 1) w",
                "select max(id#lower(id)) from issues",
                "select max((id)#(id).lower) from issues",
                "select max('a'||e) from moods",
                "select max(e || 'a') from moods",
                "select count(coalesce(p, '(1,x)')) from people * p",
                "select count(coalesce(p.*, '(1,x)')) from people p",
                "select count(coalesce(people . *, '(1,x)')) from people",
                "select count(coalesce((select p from people p), '(1,x)'))",
                "select lag(mail, 1, 'x') over () from people",
                "select count(array_remove('{x}', mail)) from people",
                "select count(*) from (select p from people p union select '(1,x)') z",
                "select count(array[mail] = '{x}') from people",
                "select count(*) from (select array_agg(mail) = '{x}' from people) z",
                "select max(quote_literal(e)) from moods",
                "select max(quote_literal(\"e\ne\")) from \"mo\nods\"",
                "select max(quote_nullable(e)) from moods",
                "select max(xmlparse(content e)::varchar) from moods",
                "select max(xmlserialize(content e as varchar)) from moods",
                "select count(*) from moods where e is document",
                "select sum(c + 1) from casted c",
                "select sum(casted::int) from casted",
                "select to_jsonb(attmissingval) from pg_attribute where attrelid = 'late'::regclass and attmissingval is not null",
                "select jsonb_agg(a) from pg_attribute a where attrelid = 'late'::regclass and attname = 'c'",
                "select jsonb_build_array(x) from (select attmissingval as x from pg_attribute where atthasmissing) y",
                "select count(*) from kts where ks @> ks",
                "select count(*) from kts where ks&&ks",
                "select count(*) from kts where arraycontained(ks, ks)",
            })
    void refusesWhatCallsAnOwnFunction(String sql) {
        assertRefused(sql);
    }

    @SincePostgres(17)
    @ParameterizedTest
    @ValueSource(strings = {"select json_value('{}', e) from moods", "select json_value(e, '$') from moods"})
    void refusesWhatCallsAnOwnCastThroughJson(String sql) {
        assertRefused(sql);
    }

    private void assertRefused(String sql) {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> DATABASE.run(sql))
                .withMessageContaining("called");
        assertThat(DATABASE.problem(sql)).as(sql).isPresent();
    }

    @SincePostgres(15)
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(*) from issues where id#1 > 0 and id # id = 0 and tags@>'{a}' and tags <@ tags",
                "select count(*) from issues where b <> 'x' and b like 'x%' and id::text||'a' <> b",
                "select max(lower(b)), count(*) from issues i where i.id = any(array[1, 2])",
                "select count(*) from issues where '{\"a\":1}'::jsonb#>>'{a}' = '1' and '[1]'::jsonb@>'1'"
            })
    void acceptsWhatPostgresqlTakesForItsOwnOperators(String sql) throws SQLException, InvalidSelectException {
        DATABASE.run(sql);
        MetricSelect.check(sql, AllowedFunctions.NONE);
        assertThat(DATABASE.problem(sql)).isEmpty();
    }
}
