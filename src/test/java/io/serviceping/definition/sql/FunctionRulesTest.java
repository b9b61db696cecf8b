package io.serviceping.definition.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.serviceping.testing.SincePostgres;
import io.serviceping.testing.TestDatabase;
import java.lang.reflect.Field;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionRulesTest {
    private static final AllowedFunctions ALLOWED = new AllowedFunctions(Set.of("public.slug", "PUBLIC.Other"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select lo_creat(-1)::bigint",
                "select lo_creat /* why */ (-1)",
                "select lo_creat\\n(-1)",
                "select count(*) from pg_hba_file_rules",
                "select count(*) from pg_catalog.\"pg_file_settings\"",
                "select nextval('s')",
                "select pg_catalog.set_config('default_transaction_read_only', 'off', false)",
                "select \"set_config\" ('a', 'b', false)",
                "select \"pg_catalog\" . \"set_config\" ('a', 'b', false)",
                "select postgres.pg_catalog.lower('a')",
                "select * from dblink('x', 'delete from t') as t(a int)",
                "select dblink_exec('x', 'delete from t')",
                "select pg_terminate_backend(1)",
                "select length(pg_read_file('/etc/passwd'))",
                "select count(*) from pg_ls_dir('.')",
                "select txid_current()",
                "select pg_current_xact_id()",
                "select count(*) from ts_stat('select pg_sleep(1)')",
                "select ts_rewrite('a'::tsquery, 'select 1')",
                "select * from crosstab('select 1') as ct(a int)",
                "select * from xpath_table('a', 'b', 't', '/x', 'true') as t(a int)",
                "select query_to_xml('delete from t', true, true, '')",
                "select table_to_xml('t', true, true, '')",
                "select current_setting('a.secret')",
                "select length(file_read('/etc/passwd'))",
                "select count(*) from csvread('/etc/passwd')",
                "select * from csvwrite('/tmp/x', 'select 1')",
                "select * from link_schema('a', 'b', 'c', 'd', 'e', 'f')",
                "select memory_used()",
                "select set(@a, 1)",
                "select db_object_sql('USER', 'SA')",
                "select distinct on (a) pg_sleep(1), b from t",
                "select concat(a, variadic pg_sleep(1)) from t",
                "select a from t where b like 'x' escape pg_sleep(1)",
                "select @pg_sleep(1)",
                "select a@pg_sleep(1) from t",
                "select a#pg_sleep(1) from t",
                "select sum(a) over (order by b rows pg_sleep(1) preceding) from t",
                "select count(*) from t tablesample odd (10)",
                "select [pg_sleep](1)",
                "select count(*) from t cross join lateral pg_sleep(1)",
                "select count(*) from t, pg_sleep(1) as x(a)",
                "select count(*) from t join pg_sleep(1) x on true",
                "select count(*) from rows from (pg_sleep(1), generate_series(1, 3)) as x(a, b)",
                "select \"Lower\"(a) from t",
                "select ran\u212A(1)",
                "select \"in\"(1)",
                "select public.lower(a) from t",
                "select other.slug(a) from t",
                "select \"public\".\"Slug\"(a) from t",
                "with pg_sleep(a) as (select 1) select pg_sleep(1)",
                "select (-1).lo_creat::bigint",
                "select (a) . /* why */ pg_sleep from t",
                "select (a).\"pg_sleep\" from t",
                "select (a).\"Lower\" from t",
                "select (a).over from t",
                "select a[1].pg_sleep from t",
                "select t.a[1].pg_sleep from t",
                "select (t.a).lower.pg_sleep from t",
                "select (select a from t).pg_sleep",
                "select sum((case when b then a end).pg_sleep) from t",
                "select (array[a])[1].pg_sleep from t",
                "select (a collate \"C\").pg_sleep from t",
                "select count(*) from t where (a).pg_terminate_backend",
                "select treat(1.5 as pg_sleep)",
                "select count(*) from generate_series(1, 1) g where g.pg_sleep is null",
                "select count(*) from generate_series(1, 1) where generate_series.pg_sleep is null",
                "select count(*) from generate_series(1, 1) as g (x) where g.pg_sleep is null",
                "select count(*) from generate_series(1, 1) with ordinality g (x) where g.pg_sleep is null",
                "select count(*) from rows from (generate_series(1, 1)) g where g.pg_sleep is null",
                "select g.lo_creat::bigint from pg_catalog.generate_series(-1, -1) g",
                "select G.\"lo_creat\"::bigint from generate_series(-1, -1) \"g\"",
                "select max(w.current_setting) from t, json_array_elements_text(t.a) as w",
                "select max(w.current_setting) from t join u on (t.a = u.b), json_array_elements_text(t.a) as w",
                "select max(w.pg_sleep) from t cross join lateral unnest(t.a) w",
                "select max(w.pg_sleep) from (unnest(array[1]) w cross join t)",
                "select max(w.pg_sleep) from coalesce(1, 2) w",
                "select max(w.pg_read_file) from current_user w",
                "select max(w.pg_read_file) from t, current_user w",
                "select pg_sleep.pg_sleep from generate_series(1, 1) as pg_sleep (x)",
                "select (select 1 from unnest(array[1]) g(pg_sleep)), (select g.pg_sleep from unnest(array[1]) g(x))",
                "select max(w.pg_sleep) from unnest(array[1]) as w(\"PG_SLEEP\")",
                "select max(w.pg_sleep) from unnest(array[1]) as w(\"pg_sl\"\"eep\")",
                "select max(pg_read_file.pg_read_file) from json_array_elements_text('[]') pg_read_file",
                "select max(w.pg_sleep) from issues by, unnest(array[1]) w",
                "select max(w.pg_sleep) from partition by, unnest(array[1]) w",
                "select max(w.pg_sleep) from t join i on values = 1, unnest(array[1]) w",
                "select max(float8.pg_sleep) from cast(1 as float)",
                "select max(abs.pg_sleep) from cast(abs(1) as float)",
                "select 1, abs(1) operator(public.+) 2",
                "select max(w.pg_sleep) from issues values, unnest(array[1]) w",
                "select max(w.pg_sleep) from t join i on i.order = 1, unnest(array[1]) w",
                "select max(w.pg_sleep) from t join i on i.limit = 1, unnest(array[1]) w",
                "select max(i.id#w.pg_sleep) from t i, unnest(array[1]) w",
                "select max(i.id@@w.pg_sleep) from t i, unnest(array[1]) w",
                "select max(btrim.pg_read_file) from trim('PG_VERSION')",
                "select max(_1(id)) from t",
                "select max((id)._9) from t",
                "select max(\"PG_CATALOG\".upper('a')) from t",
                "select max(b) from t aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "select (select max(w.pg_sleep) from unnest(array[1]) w) from t",
                "with c as (select w.pg_sleep from unnest(array[1]) w) select count(*) from c"
            })
    void refusesWhatIsNotKnownToHaveNoEffect(String sql) {
        assertThat(isAccepted(sql)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select LOWER(a), \"lower\"(a), \"LOWER\"(a), pg_catalog.lower(a), \"pg_catalog\".\"lower\"(a) from t",
                "select count(*) filter (where a in (1, 2)), sum(a) over (partition by (b) order by (c)) from t",
                "select a::numeric(10, 2), cast(a as character varying(3)), b::pg_catalog.varchar(3) from t",
                "select interval '1' day (3), current_timestamp(3), a::timestamp(3) at time zone ('utc') from t",
                "with recursive a(n) as (select 1), b(m) as materialized (values (1)) select * from a, b",
                "select * from (values (1, 'a')) v (id, name) join unnest(array[1]) u(x) on true",
                "select * from t x(a, b) join (select 1) as y(c) on (a = c)",
                "select * from unnest(array[1]) with ordinality u(a, n)",
                "select percentile_cont(0.5) within group (order by a) from t",
                "select slug(a), public.slug(a), PUBLIC.SLUG(a), \"public\".\"slug\"(a), other(a) from t",
                "select extract(day from a), overlay(a placing 'x' from (1) for (2)), trim(both (a) from (b)) from t",
                "select a from t where not (a) and (b between (1) and (2)) or exists (select 1) limit (3) offset (2)",
                "select count(*) from t tablesample bernoulli (10) repeatable (1)",
                "select g, u.x, e.key, e.value, o.ordinality, upper(t.mine) from generate_series(1, 2) g,"
                        + " unnest(array[1]) u(x), json_each_text('{}') e, unnest(a) with ordinality o, t",
                "select r.x, s.lower, g.y from system_range(1, 10) r, unnest(array['a']) s,"
                        + " generate_series(1, 2) as g (y)",
                "select a, count(*) as orders, lower(b) t from orders join t on orders.state = t.mine group by t.mine",
                "select extract(day from f.at), a is distinct from lower(b) from f where f.mine in (select lower(c) from u)",
                "select (a).lower, (a[1]).\"upper\", (a).slug, s.t.a, (t.a).lower.length from s.t",
                "select ifnull(a, 1), datediff(day, a, b), listagg(a, ',') within group (order by a) from t"
            })
    void acceptsSyntaxAndWhatHasNoEffect(String sql) throws InvalidSelectException {
        assertThat(MetricSelect.check(sql, ALLOWED).text()).isEqualTo(sql);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            select Lo_Creat(-1)           | calls Lo_Creat, which is not among the functions known to have no effect: leave it out, or let an admin allow it with service-ping.functions: [schema.Lo_Creat] (at line 1, column 8 of the SQL)
            select "a" . "b_c"(1)         | calls "a"."b_c", which is not among the functions known to have no effect: leave it out, or let an admin allow it with service-ping.functions: [a.b_c] (at line 1, column 14 of the SQL)
            select (a).b_c from t         | can call, as a field of a value, b_c, which is not among the functions known to have no effect: leave it out, or let an admin allow it with service-ping.functions: [schema.b_c]. For a column of a function in FROM, name the columns: from f(…) as a (column) (at line 1, column 12 of the SQL)
            """)
    void saysWhatToDo(String sql, String message) {
        assertThatExceptionOfType(InvalidSelectException.class)
                .isThrownBy(() -> MetricSelect.check(sql, AllowedFunctions.NONE))
                .withMessage(message);
    }

    /**
     * Covers every function of the server in every spelling. The functions of a newer server are refused until they are
     * reviewed.
     */
    @SincePostgres(18)
    @Test
    void acceptsOfPostgresqlOnlyListedFunctionsWhichAreAllDeclaredPure() throws SQLException {
        Map<String, Boolean> pure = new TreeMap<>();
        try (Connection connection = TestDatabase.POSTGRESQL.create().connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        select proname, bool_and(provolatile <> 'v') from pg_proc
                        where pronamespace = 'pg_catalog'::regnamespace group by proname""")) {
            while (rows.next()) {
                pure.put(rows.getString(1), rows.getBoolean(2));
            }
        }

        assertThat(pure).hasSizeGreaterThan(2_500);
        assertThat(PureFunctions.ofPostgresql())
                .allSatisfy(name -> assertThat(pure).containsEntry(name, true));
        assertThat(pure).doesNotContainKeys(FieldCalls.KNOWN_COLUMNS.toArray(String[]::new));
        Set<String> volatiles = new TreeSet<>(pure.keySet());
        volatiles.removeIf(name -> Boolean.TRUE.equals(pure.get(name)));
        assertThat(PureFunctions.ofH2()).doesNotContainAnyElementsOf(volatiles);
        assertOnlyListedAreAccepted(pure.keySet());
    }

    @Test
    void acceptsOfH2OnlyListedFunctions() throws ReflectiveOperationException {
        Set<String> names = new TreeSet<>();
        for (String holder : List.of(
                "expression.function.BuiltinFunctions#FUNCTIONS",
                "expression.aggregate.Aggregate#AGGREGATES",
                "mode.FunctionsPostgreSQL#FUNCTIONS",
                "mode.FunctionsMySQL#FUNCTIONS",
                "mode.FunctionsLegacy#FUNCTIONS",
                "mode.FunctionsOracle#FUNCTIONS",
                "mode.FunctionsMSSQLServer#FUNCTIONS",
                "mode.FunctionsDB2Derby#FUNCTIONS")) {
            String[] place = holder.split("#", -1);
            Field field = Class.forName("org.h2." + place[0]).getDeclaredField(place[1]);
            field.setAccessible(true);
            Object value = field.get(null);
            Collection<?> found = value instanceof Map<?, ?> map ? map.keySet() : (Collection<?>) value;
            found.forEach(name -> names.add(name.toString().toLowerCase(Locale.ROOT)));
        }

        assertThat(names).hasSizeGreaterThan(150).contains("file_read", "csvwrite", "set_config", "lower");
        assertOnlyListedAreAccepted(names);
    }

    private static void assertOnlyListedAreAccepted(Set<String> names) {
        for (String name : names) {
            boolean listed = PureFunctions.contains(name);
            for (String call : spellings(name)) {
                assertThat(isAccepted("select " + call + "(1) from t")).as(call).isEqualTo(listed);
                assertThat(isAccepted("select count(*) from " + call + "(1) x"))
                        .as(call)
                        .isEqualTo(listed);
            }
            for (String hidden : List.of("U&\"" + name + "\"", "u&\"\\" + escaped(name) + "\"", "public." + name)) {
                assertThat(isAccepted("select " + hidden + "(1)")).as(hidden).isFalse();
            }
        }
    }

    private static List<String> spellings(String name) {
        List<String> spellings = new ArrayList<>();
        String upper = name.toUpperCase(Locale.ROOT);
        for (String one :
                List.of(name, upper, upper.charAt(0) + name.substring(1), '"' + name + '"', '"' + upper + '"')) {
            spellings.add(one);
            spellings.add("pg_catalog." + one);
            spellings.add(one + " /* ( */ ");
        }
        return spellings;
    }

    private static String escaped(String name) {
        return String.format("%04x", (int) name.charAt(0)) + name.substring(1);
    }

    /** Checks the tokens only; whether the parser accepts the SQL is not tested here. */
    private static boolean isAccepted(String sql) {
        try {
            SqlScanner.Scanned scanned = SqlScanner.scan(sql, SqlPosition.of(sql));
            return TokenRules.violations(scanned).isEmpty()
                    && FunctionRules.violations(new TokenRow(scanned.tokens()), ALLOWED)
                            .isEmpty();
        } catch (InvalidSelectException e) {
            return false;
        }
    }
}
