package io.serviceping.count.catalog;

import static io.serviceping.count.catalog.CheckedDatabase.failing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.serviceping.definition.sql.AllowedFunctions;
import io.serviceping.definition.sql.SqlNames;
import io.serviceping.testing.SincePostgres;
import io.serviceping.testing.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the parse tree tells of statements whose words do not. PostgreSQL accepts each statement here. Own functions fail
 * when they are called, also while a statement is planned.
 */
@SincePostgres(15)
class ParseTreeTest {
    private static final String[] OBJECTS = {
        "create extension hstore",
        "create schema app",
        "create sequence s",
        failing("app.pg_sleep(float8)", "integer"),
        "create table issues (id integer, title text)",
        "create table cust (id integer, n integer, state text, prio integer, name text)",
        "create table t3 (a integer)",
        "create table t4 (id integer, b text, i integer, c integer)",
        "insert into t3 values (1)",
        "insert into t4 values (1, 'b', 2, 3)",
        "create type pair as (amt numeric, cur text)",
        "create table money_of (bal pair, u t3, n integer)",
        "insert into money_of values (row(1, 'EUR'), row(1), 2)",
        "create view v as select id, n from cust",
        // F3: casts and operators of a table's rows
        failing("tx(t3)", "text"),
        "create cast (t3 as text) with function tx(t3) as implicit",
        failing("ownf(text)", "text"),
        failing("f1(jsonb)", "text"),
        failing("jb(t4)", "jsonb"),
        "create cast (t4 as jsonb) with function jb(t4) as implicit",
        "create view v4 as select * from t4",
        failing("vi(v4)", "integer"),
        "create cast (v4 as integer) with function vi(v4) as implicit",
        "create table t16 (x text)",
        "insert into t16 values ('x')",
        failing("t16b(t16)", "boolean"),
        "create cast (t16 as boolean) with function t16b(t16) as assignment",
        failing("t16n(t16)", "bigint"),
        "create cast (t16 as bigint) with function t16n(t16) as assignment",
        "create table t6 (x text, y text)",
        "insert into t6 values ('x', 'y')",
        failing("eq(t6, t6)", "boolean"),
        "create operator = (leftarg = t6, rightarg = t6, function = eq)",
        "create operator < (leftarg = t6, rightarg = t6, function = eq)",
        "create operator <= (leftarg = t6, rightarg = t6, function = eq)",
        "create operator >= (leftarg = t6, rightarg = t6, function = eq)",
        failing("eq_text(t6, text)", "boolean"),
        "create operator ~~ (leftarg = t6, rightarg = text, function = eq_text)",
        failing("neg(t6)", "integer"),
        "create operator - (rightarg = t6, function = neg)",
        "create operator @> (leftarg = t6, rightarg = t6, function = eq)",
        // F4: assignment casts of own enums
        "create type mood as enum ('low')",
        failing("mood_text(mood)", "text"),
        "create cast (mood as text) with function mood_text(mood) as assignment",
        "create table t5 (c mood, h hstore)",
        "insert into t5 values ('low', 'low=>1')",
        "create type mood4 as enum ('low')",
        failing("mood_xml(mood4)", "xml"),
        "create cast (mood4 as xml) with function mood_xml(mood4) as assignment",
        "create table t7 (c mood4)",
        "insert into t7 values ('low')",
        "create type mood5 as enum ('low')",
        failing("mood_json(mood5)", "json"),
        "create cast (mood5 as json) with function mood_json(mood5)",
        "create table t10 (id integer, c mood5)",
        "insert into t10 values (1, 'low')",
        // F5: new names for the columns of a join
        "create type mood2 as enum ('low')",
        failing("mood2_text(mood2)", "text"),
        "create cast (mood2 as text) with function mood2_text(mood2) as implicit",
        "create table t8 (a mood2)",
        "insert into t8 values ('low')",
        "create type kind as (x integer)",
        failing("kind_eq(kind, kind)", "boolean"),
        "create operator = (leftarg = kind, rightarg = kind, function = kind_eq)",
        "create table t9 (a kind)",
        "insert into t9 values (row(1))",
        failing("fine(integer)", "boolean"),
        "create domain checked as integer check (fine(value))",
        "create table t13 (a checked[])",
        "insert into t13 values (null)",
        // F6: built-in functions with an effect
        "create domain dsleep as float8 check (pg_sleep(value) is not null)",
        "create domain dlo as integer check (lo_creat(value) > 0)",
        "create domain dnotify as text check (pg_notify('a', value) is not null)",
        "create domain dfile as text check (pg_read_file(value) is not null)",
        "create domain dnested as text check (value::dfile is not null)",
        "create operator -> (leftarg = text, rightarg = text, function = pg_catalog.pg_notify)",
        "create operator ~ (rightarg = float8, function = pg_catalog.pg_sleep)",
        "create operator ~ (rightarg = integer, function = pg_catalog.lo_creat)",
        "create operator ~ (rightarg = text, function = pg_catalog.current_setting)",
        // kind 2
        failing("lower(integer)", "text"),
        failing("texts(text, integer)", "boolean"),
        "create operator = (leftarg = text, rightarg = integer, function = texts)",
        "insert into issues values (1, 'x')",
        "insert into cust values (1, 1, 'open', 1, 'A')",
    };

    @RegisterExtension
    static final CheckedDatabase DATABASE =
            CheckedDatabase.of(ParseTreeTest::own, new AllowedFunctions(Set.of("app.pg_sleep")));

    @RegisterExtension
    static final CheckedDatabase PLAIN = CheckedDatabase.with(
            "create table t (id bigint, name text, state text, type text, path text, date date, at timestamp,"
                    + " n integer, amount numeric, ok boolean, tags text[], body jsonb)");

    private static TestDatabase.Url own() {
        TestDatabase.Url own = TestDatabase.POSTGRESQL.create();
        for (String object : OBJECTS) {
            own.execute(object);
        }
        return own;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select max(w.pg_read_file) from t3 as values (a), unnest(array['PG_VERSION','postmaster.opts']) w",
                "select count(w.lo_import) from t3 as values (a), unnest(array['PG_VERSION']) w",
                "select count(w.pg_terminate_backend) from (select 1 as values) x join issues i on values = i.id,"
                        + " unnest(array(select pid from pg_stat_activity where application_name = 'victim')) w",
                "select max(w.ownf) from (select 1 as values) x join issues i on values = i.id, unnest(array['a']) w",
                "select count(w.pg_sleep) from (select 1) t values tablesample bernoulli (100), unnest(array[0.1]) w",
                "select count(w.pg_sleep) from t3 values tablesample bernoulli (100), unnest(array[0::float8]) w",
                "select count(w.pg_sleep) from t3 join (select true as values) s on values is true, unnest(array[0::float8]) w",
                "select count(unnest.pg_sleep) from t3 as values (a), unnest(array[0::float8])",
                "select count(w.lo_creat) from t3 as values (a), generate_series(1, 1) w",
                "select count(w.pg_advisory_lock) from t3 as values (a), generate_series(1, 1) w",
                "select count(*) from t4, unnest(array[1,2,3]) w where w.lo_creat >= 1",
                "select count(*) from t4, unnest(array[1,2,3]) w where w.pg_stat_get_backend_start is null",
                "select count(pg_sleep(0))",
                "select count(w.pg_sleep) from unnest(array[0::float8]) w",
                "select count((0::float8).pg_sleep)",
                "select count(*) from generate_series(1, 1) w, nextval('s') n",
                "select count(cast('0' as dsleep))",
                "select count(cast(id as dlo)) from issues",
                "select count(cast(title as dnotify)) from issues",
                "select count(cast(title as dfile)) from issues",
                "select count(cast(title as dnested)) from issues",
                "select count('a'::text -> 'b'::text)",
                "select count(~ 0::float8)",
                "select count(operator(public.~) (-1))",
                "select count(~ 'port'::text)",
            })
    void refusesBuiltInFunctionsHoweverTheyAreCalled(String sql) {
        assertThat(DATABASE.problem(sql)).as(sql).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select max(lower(i)) from t3 i",
                "select max(cast(i as text)) from t3 i",
                "select max(i::text) from t3 i",
                "select max(i.ownf) from t3 i",
                "select max(i.f1) from t4 i",
                "select sum(abs(v4)) from v4",
                "select sum(v4 + 1) from v4",
                "select count(*) from v4 r where r in (1, 2)",
                "select count(*) from t16 where t16",
                "select count(*) from t16 i where not i",
                "select count(case when i then 1 end) from t16 i",
                "select count(*) filter (where i) from t16 i",
                "select count(*) from t16 a join t16 b on a",
                "select count(*) from t3 limit (select i from t16 i)",
                "select count(*) from t6 i, t6 j where i = j",
                "select count(*) from t6 i where i in (select j from t6 j)",
                "select count(*) from t6 i where i between i and i",
                "select sum(- i) from t6 i",
                "select count(nullif(i, i)) from t6 i",
                "select count(case i when i then 1 end) from t6 i",
                "select count(*) from t6 i where i @> i",
                "select count(xmlparse(content c)) from t5",
                "select count(h[c]) from t5",
                "select count(*) from t5, xmltable('/a' passing xmlparse(content '<a/>') columns a integer path t5.c) x",
                "select count(xmlconcat(c)) from t7",
                "select count(xmlserialize(content c as varchar)) from t7",
                "select sum(length(x)) from (t4 b cross join t8 a) as j(y1, y2, x1, x2, x)",
                "select sum(length(x)) from (t4 b left join t8 a on true) j(y1, y2, x1, x2, x)",
                "select count(*) from (t4 b cross join t9 a) as j(y1, y2, y3, y4, x) where x = x",
                "select count(*) from (t4 b cross join t9 a) as j(y1, y2, y3, y4, x) where x in (x)",
                "select count(*) from (t4 b cross join t13 a) as j(y1, y2, i, z, y) where coalesce(y, '{5}') is null",
                "select max(lower(prio)) from cust",
                "select count(*) from cust where state = 1",
                "select max(x::text) from (select json_agg(c) as x from t10) s",
                "select max(to_jsonb(s)::text) from (select * from t10) s",
                "select max(c || 'a'::text) from t5",
            })
    void refusesWhatIsOfTheDatabasesOwn(String sql) {
        assertThat(DATABASE.problem(sql)).as(sql).isPresent();
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> DATABASE.run(sql))
                .withMessageContaining("called");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(*) * 2 from cust where n = 1",
                "select sum(n * 2) from cust where n = 1",
                "select round(100.0 * count(*) filter (where state = 'open') / nullif(count(*), 0), 1) from cust",
                "select count(*) from (select * from cust where state = 'open') t",
                "select count(p) from cust v join cust p on p.id = v.id",
                "select sum((bal).amt) from money_of",
                "select max((bal).cur), max((u).a) from money_of",
                "select max(g.g) from generate_series(1, 2) g",
                "select max(t.t) from unnest(array['a']) t",
                "select max(lower(name)), max(upper(state)) from cust",
                "select sum(cast(n as integer)) from cust where state = 'low'",
                "select count(*) from t9",
                "select count(*) from t9 join t3 on true where 1::integer = 1",
                "select max(h -> 'low') from t5",
                "select count(distinct name), min(name), string_agg(name, ',') from cust where name like 'a%' escape '!'",
                "select extract(epoch from now() - '1 day'::interval), position('a' in 'ba'), substring('abc' from 2 for 1),"
                        + " trim(both 'x' from 'xax'), overlay('abc' placing 'x' from 1), 'a' similar to 'a|b',"
                        + " timestamp '2026-01-01' at time zone 'UTC', '5' collate \"C\" < 'a', current_date, localtimestamp(3)",
                "select percentile_cont(0.5) within group (order by n), mode() within group (order by name), avg(n), stddev(n) from cust",
                "select sum(n) over (order by id range between 1 preceding and current row), rank() over (order by n) from cust",
                "select count(*) from cust tablesample bernoulli (100)",
                "select n, count(*) from cust group by rollup (n) having count(*) > 0 order by 1 desc nulls last",
                "select count(*) from cust where (n, id) in (select 1, 1) and (n, name) < (2, 'x') and n = any(array[1])",
                "select greatest(n, 2), least(name, 'b'), coalesce(n, 0), nullif(n, 1), n between 1 and 2 from cust",
                "select n::numeric(10, 2), n::varchar(3), n::text, '1'::integer, n::boolean is null from cust where n < 0",
                "select max(title || id) from issues",
                "with recursive r(i) as (select 1 union all select i + 1 from r where i < 3) select sum(i) from r",
                "select count(*) from jsonb_to_recordset('[{\"a\": 1}]') as r(a integer) where to_jsonb(a) is not null",
                "select jsonb_path_query_first('{\"a\":[1]}', '$.a[0]'), '{\"a\":1}'::jsonb ->> 'a', xmlelement(name a, 'x')::text",
                "select count(*) from cust except select 2 intersect select 3 union select 4",
                "select array_agg(n)::text, bool_and(n > 0), bit_or(n), int4range(1, n) @> 1, interval '1' day * n from cust group by n",
            })
    void acceptsWhatOnlySharesANameOrType(String sql) throws SQLException {
        DATABASE.run(sql);
        assertThat(DATABASE.problem(sql)).as(sql).isEmpty();
    }

    /** A tree also gets into the server's log. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(*) from t",
                "select count(*) from t where state = 'open'",
                "select count(distinct name) from t",
                "select count(*) from t where ok and n > 0",
                "select sum(amount) from t where state in ('a', 'b') and type <> 'x'",
                "select avg(n), min(n), max(n) from t",
                "select state, count(*) from t group by state",
                "select type, sum(n) from t group by type order by 2 desc limit 10",
                "select count(*) from t where at >= ? and at < ?",
                "select count(*) from t where date >= date '2026-01-01'",
                "select count(*) from t where name like 'a%' or name ilike '%b'",
                "select count(*) from t where n between 1 and 10",
                "select count(*) filter (where state = 'open') from t",
                "select count(case when ok then 1 end) from t",
                "select coalesce(sum(n), 0) from t",
                "select round(100.0 * count(*) filter (where ok) / nullif(count(*), 0), 1) from t",
                "select max(length(name)) from t",
                "select count(*) from t a join t b on a.id = b.id",
                "select count(*) from t a left join t b using (id) where b.id is null",
                "select count(*) from t where exists (select 1 from t u where u.n = t.n)",
                "select count(*) from t where id in (select id from t where ok)",
                "with x as (select id from t group by id having count(*) > 1) select count(*) from x",
                "select percentile_cont(0.5) within group (order by n) from t",
                "select count(*) from t where body ->> 'a' = 'b'",
                "select count(*) from t where 'a' = any (tags)",
                "select count(*) from t, unnest(tags) as tag (word) where word = 'a'",
                "select date_trunc('month', at)::text, count(*) from t group by 1",
                "select extract(epoch from max(at)) from t",
                "select count(*) from t where path is not null and lower(name) = 'x'",
                "select avg(amount * n - 1)::integer from t where id % 2 = 0",
                "select 1",
            })
    void asksForNoTreeForUsualMetricsOnAUsualDatabase(String sql) throws SQLException {
        assertThat(Callable.of(PLAIN.session()).canBeIn(SqlNames.of(sql))).isFalse();
    }

    @Test
    void allowsAFunctionOfOneSchemaOnly() {
        assertThat(DATABASE.problem("select count(app.pg_sleep(0))")).isEmpty();
        assertThat(DATABASE.problem("select count(pg_sleep(0))"))
                .contains(
                        "calls pg_catalog.pg_sleep, which is not among the functions known to have no effect: leave it"
                                + " out, or let an admin allow it with service-ping.functions: [pg_catalog.pg_sleep]");
    }

    /** The second text is not one of an array, but could be. */
    @Test
    void runsNoCheckOfADomainWhenItParses() throws SQLException {
        String sql = "select count(*) from t13 where a is distinct from '{5}' and '[a' <> 'b'";

        assertThat(called(SqlNames.withoutLiterals(sql, false)))
                .hasValueSatisfying(called -> assertThat(called)
                        .singleElement()
                        .satisfies(one -> assertThat(one.function()).isEqualTo("fine")));
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> called(sql))
                .withMessageContaining("called");
        String none = "(null::pg_catalog.unknown)";
        assertThat(SqlNames.withoutLiterals(
                        "select jsonb '{}', '{}'::jsonb, my.jsonb '{}', b'1' where x = E'\\x7b' and y in ('a', ' (', e'a', $$a$$)",
                        false))
                .isEqualTo("select jsonb '{}', " + none + "::jsonb, my.jsonb " + none + ", b'1' where x = " + none
                        + " and y in ('a', " + none + ", e'a', $$a$$)");
        assertThat(SqlNames.withoutLiterals("select 'a' like '(', at time zone '{', ''", false))
                .isEqualTo("select 'a' like " + none + ", at time zone " + none + ", " + none);
        assertThat(SqlNames.withoutLiterals("select 'a', json '{}'", true)).isEqualTo("select " + none + ", json '{}'");
    }

    /** The syntax takes no null in place of such a text. */
    @Test
    void readsNoTextForALackOfAnotherWay() {
        assertThat(DATABASE.problem("select count(*) from cust where extract($$(year$$ from now()) > 0"))
                .hasValueSatisfying(problem -> assertThat(problem).contains("cast('…' as type)"));
        assertThat(DATABASE.problem("select extract(E'year' from now()) from cust"))
                .isEmpty();
    }

    private Optional<List<OwnFunction>> called(String sql) throws SQLException {
        return ParseTree.called(DATABASE.session(), List.of(), sql);
    }

    @Test
    void acceptsTextsWithBracketsBesideDomains() {
        assertThat(DATABASE.problem(
                        "select count(*) from issues where title ~ '[a-z]' and '{\"a\": 1}'::jsonb ->> 'a' = '1'"
                                + " and 'a' = any ('{a,b}') and jsonb '{}' <> '[]' and title is distinct from '(x)'"))
                .isEmpty();
    }
}
