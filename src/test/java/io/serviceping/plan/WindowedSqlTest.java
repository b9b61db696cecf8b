package io.serviceping.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.serviceping.definition.KeyPath;
import io.serviceping.definition.TimeFrame;
import io.serviceping.definition.TimestampColumn;
import io.serviceping.definition.TimestampUnit;
import io.serviceping.definition.ValueType;
import io.serviceping.definition.sql.InvalidSelectException;
import io.serviceping.definition.sql.MetricSelect;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.WrittenScan;
import io.serviceping.testing.TestDatabase;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Adds a window to SQL as an author may write it and runs it. The expected values were worked out by hand from ten
 * rows.
 */
class WindowedSqlTest {
    private static final Instant AS_OF = Instant.parse("2026-11-16T00:00:00Z");

    private static final PlannedMetric METRIC =
            new PlannedMetric(new KeyPath("counts.t"), TimeFrame.DAYS_7, ValueType.NUMBER, "group");

    /** Rows 1 and 10 lie outside the week, row 2 at its first instant, row 9 at its last microsecond. */
    private static final String[] TABLES = {
        """
        create table t (
            id integer primary key, kind varchar(20), flag boolean, n numeric(20, 2), parent integer, label varchar(50),
            created_at timestamp not null, at_zone timestamp with time zone not null, on_day date not null,
            secs bigint not null, millis bigint not null)""",
        """
        insert into t values
        (1, 'a', true, 1, null, 'x?y', timestamp '2026-11-08 23:59:59.999999', timestamp with time zone '2026-11-08 23:59:59.999999+00', date '2026-11-08', 0, 0),
        (2, 'a', true, 2, 1, 'x?y', timestamp '2026-11-09 00:00:00', timestamp with time zone '2026-11-09 00:00:00+00', date '2026-11-09', 0, 0),
        (3, 'a', false, 3.5, 1, 'it''s', timestamp '2026-11-10 12:00:00', timestamp with time zone '2026-11-10 12:00:00+00', date '2026-11-10', 0, 0),
        (4, 'b', true, 4, 2, ';', timestamp '2026-11-11 00:00:00', timestamp with time zone '2026-11-11 00:00:00+00', date '2026-11-11', 0, 0),
        (5, 'b', null, 5, 2, '-- no', timestamp '2026-11-12 00:00:00', timestamp with time zone '2026-11-12 00:00:00+00', date '2026-11-12', 0, 0),
        (6, 'b', false, null, 3, '/* no */', timestamp '2026-11-13 00:00:00', timestamp with time zone '2026-11-13 00:00:00+00', date '2026-11-13', 0, 0),
        (7, null, true, 7, 3, 'grüße €😀', timestamp '2026-11-14 00:00:00', timestamp with time zone '2026-11-14 00:00:00+00', date '2026-11-14', 0, 0),
        (8, 'c', false, -8, 4, null, timestamp '2026-11-15 00:00:00', timestamp with time zone '2026-11-15 00:00:00+00', date '2026-11-15', 0, 0),
        (9, 'c', true, 9, 4, '"q"', timestamp '2026-11-15 23:59:59.999999', timestamp with time zone '2026-11-15 23:59:59.999999+00', date '2026-11-15', 0, 0),
        (10, 'c', true, 10, 5, 'x?y', timestamp '2026-11-16 00:00:00', timestamp with time zone '2026-11-16 00:00:00+00', date '2026-11-16', 0, 0)""",
        "update t set secs = floor(extract(epoch from at_zone)), millis = floor(extract(epoch from at_zone) * 1000)",
        "create table \"Odd.Name\" (\"Group.By\" integer, \"Created.At\" timestamp, \"where ?\" varchar(10))",
        "insert into \"Odd.Name\" select id, created_at, kind from t",
    };

    private static final Map<TestDatabase, TestDatabase.Url> MADE = new EnumMap<>(TestDatabase.class);

    @BeforeAll
    static void makeTables() {
        for (TestDatabase database : TestDatabase.values()) {
            MADE.put(database, database.create().execute(TABLES));
        }
        url(TestDatabase.POSTGRESQL)
                .execute(
                        "alter table t add column data jsonb, add column tags text[]",
                        "update t set data = jsonb_build_object('k', kind, 'n', id), tags = array[kind, '?']");
    }

    static Stream<Arguments> selectsOfBothDatabases() {
        return Stream.of(
                arguments("8", "t.created_at", "select count(*) from t"),
                arguments("8", "at_zone", "select count(*) from t where kind is null or kind is not null"),
                arguments("5", "created_at", "select count(*) from t where kind = 'a' or kind = 'b'"),
                arguments(
                        "5",
                        "created_at",
                        "select count(*) from t where not (kind = 'a' or kind = 'x' or parent = 3) or kind is null"),
                arguments("2", "created_at", "select count(*) from t where kind = 'a' or 1 = 0 and kind = 'b'"),
                arguments("1", "created_at", "select count(*) from t where label = 'x?y'"),
                arguments("1", "created_at", "select count(*) from t where label = 'it''s'"),
                arguments(
                        "3",
                        "created_at",
                        "select count(*) from t where label = ';' or label = '-- no' or label = '/* no */'"),
                arguments("1", "created_at", "select count(*) from t where label = 'grüße €😀'"),
                arguments(
                        "7",
                        "created_at",
                        "select count(*) /* ? ; ' */ from t -- it's ?\nwhere label is not null -- ' or 1 = 1\n"),
                arguments("8", "created_at", "select count(*) from t -- the end\n"),
                arguments("8", "created_at", "select count(*) from t where id > 0 -- or not?\n  /* the end? */ ;"),
                arguments(
                        "3",
                        "x.created_at",
                        "select count(*) from t as x where x.id in (select y.id from t y where y.id > 7) or x.id = 2"),
                arguments(
                        "4",
                        "t.created_at",
                        "select count(*) from t where exists (select 1 from t c where c.parent = t.id and (c.id = 4 or c.id > 5))"),
                arguments("3", "created_at", "select count(distinct kind) from t"),
                arguments("22.5", "created_at", "select sum(n) from t"),
                arguments(
                        "4.5",
                        "created_at",
                        "select sum(case when flag or id = 3 and kind = 'a' then 1 else 0 end) - 0.5 from t"),
                arguments(
                        "3",
                        "created_at",
                        "select count(*) from t where case kind when 'a' then id when 'b' then 9 else 0 end in (2, 9) and id < 6"),
                arguments("1", "created_at", "select count(*) - 3 - 4 from t"),
                arguments("2", "created_at", "select count(*) / 2 / 2 from t"),
                arguments("1", "created_at", "select count(*) from t where id - (parent - 1) = 3 and mod(id, 2) = 1"),
                arguments(
                        "1",
                        "created_at",
                        "select count(*) from t where n between 4 and 7 and not flag is null and kind is not null"),
                arguments("4", "created_at", "select count(*) from t where label like '%?%' or kind like 'b%'"),
                arguments("1", "created_at", "select count(*) from t where label like 'x!?%' escape '!'"),
                arguments("2", "created_at", "select count(*) from t where kind is not distinct from 'c'"),
                arguments(
                        "4",
                        "busy.created_at",
                        "with busy as (select * from t where flag is true or flag is null and id < 0) select count(*) from busy"),
                arguments(
                        "3",
                        "t.created_at",
                        "with a as (select 1 as k), b as (select k + 1 as k from a) select count(*) from t where parent in (select k from a union all select k from b) and id <> 2"),
                arguments(
                        "2",
                        "created_at",
                        "select count(*) from t where kind = 'a' group by kind having count(*) > 1 order by 1 limit 1"),
                arguments(
                        "3",
                        "created_at",
                        "select count(*) from t group by kind having count(*) > 2 or count(*) > 100 order by count(*) desc fetch first 1 rows only"),
                arguments(
                        "1",
                        "created_at",
                        "select count(*) from t group by kind order by count(*) offset 0 rows fetch next 1 rows only"),
                arguments(
                        "3",
                        "t.created_at",
                        "select count(*) from (select kind, count(*) as c from t group by kind) g join t on t.kind = g.kind and (g.c = 4 or g.kind = 'b') where g.kind = 'b' or g.kind = 'nothing'"),
                arguments(
                        "3",
                        "t.created_at",
                        "select count(*) from t left join t p on p.id = t.parent and p.flag where p.id is null or t.id = 2"),
                arguments(
                        "4",
                        "t.created_at",
                        "select count(*) from t where created_at >= timestamp '2026-11-13 00:00:00' and created_at < date '2026-11-15' or id = 9 or id = 2"),
                arguments(
                        "3",
                        "t.created_at",
                        "select count(*) from t where at_zone < timestamp with time zone '2026-11-12 05:45:00+05:45'"),
                arguments(
                        "2",
                        "t.created_at",
                        "select count(*) from t where created_at - interval '1' day >= timestamp '2026-11-14 00:00:00'"),
                arguments("2", "t.created_at", "select count(*) from t where extract(day from created_at) = 15"),
                arguments(
                        "3",
                        "created_at",
                        "select count(*) filter (where flag or kind = 'b') from t where kind = 'a' or kind = 'b' and id <> 5"),
                arguments(
                        "8",
                        "created_at",
                        "select max(r) from (select sum(1) over (partition by 1 order by id rows between unbounded preceding and current row) - 1 as r, created_at from t) t where r > 3 or r < 2"),
                arguments("b", "created_at", "select max(kind) from t where kind < 'c'"),
                arguments(
                        "A?b",
                        "created_at",
                        "select max(upper(kind)) || '?' || 'b' from t where kind = 'a' or kind = '?'"),
                arguments(
                        "2",
                        "created_at",
                        "select count(*) from t where (id, kind) in ((2, 'a'), (3, 'a'), (4, 'a'), (1, 'a'))"),
                arguments(
                        "1",
                        "created_at",
                        "select count(*) from t where trim(both '-' from label) = ' no' and position('n' in label) > 0"),
                arguments(
                        "4",
                        "created_at",
                        "select count(*) from t where id in (select id from t where id < 4 union select id from t where id > 7 except select 99)"),
                arguments(
                        "5",
                        "created_at",
                        "select count(*) from t where id in (select id from t except (select id from t where id > 3 except select id from t where id in (7, 8, 9)))"),
                arguments(
                        "3",
                        "o.\"Created.At\"",
                        "select count(*) from \"Odd.Name\" as o where o.\"Group.By\" < 3 or o.\"where ?\" = 'b' and o.\"Group.By\" > 4"),
                arguments(
                        "1",
                        "\"Odd.Name\".\"Created.At\"",
                        "select count(*) from \"Odd.Name\" group by \"where ?\" order by 1 limit 1"),
                arguments(
                        "-22.5",
                        "created_at",
                        "select - sum(n) from t where not not (flag or not flag or flag is null)"));
    }

    @ParameterizedTest
    @MethodSource("selectsOfBothDatabases")
    void keepsTheMeaningOfASelectOnBothDatabases(String expected, String column, String sql) throws Exception {
        for (TestDatabase database : TestDatabase.values()) {
            assertThat(answer(database, sql, new TimestampColumn(column, TimestampUnit.TIMESTAMP)))
                    .as(database + ": " + sql)
                    .isEqualTo(expected);
        }
    }

    static Stream<Arguments> selectsOfPostgresql() {
        return Stream.of(
                arguments("2", "select count(*) from t where data ->> 'k' = 'a'"),
                arguments("4", "select count(*) from t where (data ->> 'n')::int > 5 and data -> 'n' <> '10'::jsonb"),
                arguments("3", "select count(*) from t where data @> '{\"k\": \"b\"}' or data #>> '{k}' = '?'"),
                arguments("0", "select count(*) from t where data #- '{k}' = '{}'"),
                arguments("8", "select count(*) from t where data - 'n' - 'k' = '{}'"),
                arguments("8", "select count(*) from t where jsonb_exists(data, 'k')"),
                arguments(
                        "8",
                        "select count(*) from t where '?' = any (tags) and tags[2] = '?' and array_length(tags, 1) = 2"),
                arguments(
                        "2",
                        "select count(*) from t where kind = any (array['c', '?']) or kind = all ('{x,y}'::text[])"),
                arguments("2", "select count(*) from t where tags[1:1] = array['a'] or tags && array[$$b'?$$]"),
                arguments("1", "select count(*) from t where label = U&'it\\0027s'"),
                arguments("1", "select count(*) from t where label = E'\\x3b' and E'a\\nb' like '%'"),
                arguments("1", "select count(*) from t where label = $$x?y$$"),
                arguments(
                        "4",
                        "select count(*) from t where created_at::date between '2026-11-12'::date and '2026-11-14' or id = 9"),
                arguments(
                        "8",
                        "select count(*) from t where created_at > '2026-11-16'::timestamp - interval '1 week 1 day'"),
                arguments(
                        "3",
                        "select count(*) from t where date_trunc('day', at_zone at time zone 'Asia/Kathmandu')::date >= '2026-11-14'"),
                arguments("3", "select count(distinct (kind, flag is null)) filter (where kind > 'a') from t"),
                arguments("5", "select percentile_disc(0.5) within group (order by id) from t"),
                arguments("2-3", "select string_agg(id::text, '-' order by id) from t where kind = 'a'"),
                arguments("22.50", "select sum(n)::numeric(10, 2) from t"),
                arguments(
                        "7",
                        "select count(*) from t tablesample bernoulli (100) where label ~ '.' or label ilike 'X%'"),
                arguments("3", "select count(*) from t where kind similar to '(a|x)' and label !~* '^X\\?$' or id = 9"),
                arguments(
                        "8",
                        "select count(*) from t cross join lateral (select count(*) as c from t u where u.parent = t.id or u.id = 1) l where l.c > 0"),
                arguments("8", "select count(*) from t, generate_series(1, 1) as g(i) where g.i = 1"),
                arguments(
                        "1",
                        "select distinct on (flag is null) 1 from t order by flag is null desc nulls last limit 1"),
                arguments(
                        "8",
                        "with recursive r(i) as (select 1 union all select i + 1 from r where i < 20), m as materialized (select * from r) select count(*) from t join m on m.i = t.id where m.i > 0 or false"),
                arguments(
                        "3",
                        "select count(*) from t group by rollup (kind) having grouping(kind) = 0 and kind = 'b' order by 1 nulls first limit all"),
                arguments(
                        "3",
                        "select count(*) from t where (at_zone at time zone 'Asia/Kathmandu') >= timestamp '2026-11-14 05:45:00'"),
                arguments(
                        "8",
                        "select count(*) from only t where id is distinct from 99 and (flag is unknown or flag is not null)"),
                arguments("8", "select count(*) from public . t"));
    }

    @ParameterizedTest
    @MethodSource("selectsOfPostgresql")
    void keepsTheMeaningOfASelectThatOnlyPostgresqlHas(String expected, String sql) throws Exception {
        assertThat(answer(TestDatabase.POSTGRESQL, sql, new TimestampColumn("t.created_at", TimestampUnit.TIMESTAMP)))
                .as(sql)
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "created_at, TIMESTAMP",
        "at_zone, TIMESTAMP",
        "on_day, DATE",
        "secs, EPOCH_SECONDS",
        "millis, EPOCH_MILLIS"
    })
    void takesTheFirstInstantOfTheWindowAndLeavesTheLastOutInEveryUnit(String column, TimestampUnit unit)
            throws Exception {
        for (TestDatabase database : TestDatabase.values()) {
            assertThat(answer(database, "select count(*) from t", new TimestampColumn(column, unit)))
                    .as(database.toString())
                    .isEqualTo("8");
            assertThat(answer(database, "select min(id) + max(id) from t", new TimestampColumn(column, unit)))
                    .as(database.toString())
                    .isEqualTo("11");
        }
    }

    @ParameterizedTest
    @EnumSource
    void canBeReadAndRunAsItIsPrinted(TestDatabase database) throws Exception {
        String sql = "select count(*) /* ? */ from t where label = 'x?y' or label = '-- no' -- ?";
        MetricStatement statement = question(sql, new TimestampColumn("created_at", TimestampUnit.TIMESTAMP));
        String readable = new WrittenScan("main", statement.sql(), statement.parameters(), List.of(METRIC)).readable();

        try (Connection connection = url(database).connect();
                ResultSet rows = connection.createStatement().executeQuery(readable)) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            select count(*) from "a.b"             | select count(*) from "a.b" where at >= ? and at < ?
            SELECT  count( * ) FROM t WHERE a Or b | SELECT  count( * ) FROM t WHERE (a Or b) and at >= ? and at < ?
            select 1 from t where "c.d" #- '{x}' = U&'y' /* ? */ or b /* . */ group by () | \
            select 1 from t where ("c.d" #- '{x}' = U&'y' /* ? */ or b) and at >= ? and at < ? /* . */ group by ()
            with x as (select 1 from y where z or a) select 1 from x limit 1 | \
            with x as (select 1 from y where z or a) select 1 from x where at >= ? and at < ? limit 1
            """)
    void changesNothingElseOfTheAuthorsText(String written, String windowed) {
        assertThat(question(written, new TimestampColumn("at", TimestampUnit.TIMESTAMP))
                        .sql())
                .isEqualTo(windowed);
    }

    @Test
    void hasNoPlaceBeforeAClauseThatNoDatabaseOfOursHas() {
        assertThat(windowed(
                        "select a from t where b or c optimize for 3 rows",
                        new TimestampColumn("at", TimestampUnit.DATE)))
                .isEmpty();
    }

    private static MetricStatement question(String sql, TimestampColumn column) {
        return windowed(sql, column).orElseThrow();
    }

    private static Optional<MetricStatement> windowed(String sql, TimestampColumn column) {
        try {
            MetricSelect select = MetricSelect.parse(sql);
            assertThat(select.takesWindow()).isTrue();
            String tree = select.select().toString();
            Optional<String> windowed = new WindowInserter(column).addedTo(select);
            assertThat(select.select()).as("the tree, which all share").hasToString(tree);
            return windowed.map(text -> MetricStatement.windowed(text, column, TimeFrame.DAYS_7, AS_OF));
        } catch (InvalidSelectException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static @Nullable String answer(TestDatabase database, String sql, TimestampColumn column)
            throws SQLException {
        MetricStatement statement = question(sql, column);
        try (Connection connection = url(database).connect()) {
            connection.createStatement().execute("set time zone 'UTC'");
            PreparedStatement prepared = connection.prepareStatement(statement.sql());
            for (int i = 0; i < statement.parameters().size(); i++) {
                prepared.setObject(i + 1, statement.parameters().get(i).value());
            }
            try (ResultSet rows = prepared.executeQuery()) {
                assertThat(rows.next()).isTrue();
                Object value = rows.getObject(1);
                assertThat(rows.next()).isFalse();
                return value instanceof BigDecimal number && number.scale() == 2 && !sql.contains("numeric(10, 2)")
                        ? number.setScale(1, RoundingMode.UNNECESSARY).toString()
                        : String.valueOf(value);
            }
        }
    }

    private static TestDatabase.Url url(TestDatabase database) {
        return Objects.requireNonNull(MADE.get(database));
    }
}
