package io.serviceping.plan.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.definition.MetricDefinition;
import io.serviceping.definition.TimestampColumn;
import io.serviceping.definition.TimestampUnit;
import io.serviceping.definition.sql.InvalidSelectException;
import io.serviceping.definition.sql.MetricSelect;
import io.serviceping.testing.Definitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectAnalyzerTest {
    private static final Optional<TimestampColumn> NO_WINDOW = Optional.empty();

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
            select count(*) from issues                          => count_rows() from issues
            SELECT COUNT(*) AS n FROM issues                     => count_rows() from issues
            select count(1) from issues                          => count_rows() from issues
            select count((1)) from issues                        => count_rows() from issues
            select count('x') from issues                        => count_rows() from issues
            select count(true) from issues                       => count_rows() from issues
            select count(weight) from issues                     => count(weight) from issues
            select count((weight)) from issues                   => count(weight) from issues
            select count(distinct weight) from issues            => count_distinct(weight) from issues
            select count(distinct (weight)) from issues          => count_distinct(weight) from issues
            select count(distinct lower(title)) from issues      => count_distinct(lower(title)) from issues
            select count(distinct author_id % 7) from issues     => count_distinct(author_id % 7) from issues
            select sum(weight) from issues                       => sum(weight) from issues
            select sum(weight * 2 + 1) from issues               => sum(weight * 2 + 1) from issues
            select sum(weight * (2 + 1)) from issues             => sum(weight * (2 + 1)) from issues
            select avg(weight) from issues                       => avg(weight) from issues
            select min(created_at) from issues                   => min(created_at) from issues
            select max(i.weight) from issues i                   => max(weight) from issues
            select max(coalesce(weight, 0)) from issues          => max(coalesce(weight, 0)) from issues
            select bool_and(closed) from issues                  => bool_and(closed) from issues
            select every(weight > 3 or closed) from issues       => bool_and(weight > 3 or closed) from issues
            select BOOL_OR(closed) from issues                   => bool_or(closed) from issues
            select bit_and(weight) from issues                   => bit_and(weight) from issues
            select bit_or(weight * 2) from issues                => bit_or(weight * 2) from issues
            select count(*) filter (where closed) from issues    => count_rows() from issues where closed
            select sum(case when a then 1 else 0 end) from t     => sum(case when a then 1 else 0 end) from t
            select sum(case a when 1 then 2 end) from t          => sum(case a when 1 then 2 end) from t
            """)
    void readsEachAggregate(String sql, String expected) throws InvalidSelectException {
        assertThat(shown(sql)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
            select count(*) from Issues                          => count_rows() from issues
            select count(*) from public.Issues as I              => count_rows() from public.issues
            select count(*) from "Issues"                        => count_rows() from "Issues"
            select count(*) from "a.b"."t"                       => count_rows() from "a.b"."t"
            select count(*) from öFFNUNG                         => count_rows() from öffnung
            select count(A.B) from a                             => count(b) from a
            select count(s.a.b) from s.a                         => count(b) from s.a
            select count("B") from a                             => count("B") from a
            select count(a."B") from a                           => count("B") from a
            select count("X".b) from a as "X"                    => count(b) from a
            select count(i.user_id) from issues i                => count(user_id) from issues
            """)
    void namesTheTableAndItsColumnsInOneWay(String sql, String expected) throws InvalidSelectException {
        assertThat(shown(sql)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
            a = 'x'                                   => {a: 'x'}
            'x' = a                                   => {a: 'x'}
            ((a) = ('x'))                             => {a: 'x'}
            a = 'it''s'                               => {a: 'it''s'}
            a in ('y', 'x', 'y')                      => {a: 'x', 'y'}
            a in ('x')                                => {a: 'x'}
            a = 'y' or a = 'x'                        => {a: 'x', 'y'}
            (a = 'y' or ('x' = a or a in ('z')))      => {a: 'x', 'y', 'z'}
            a in (1, -2, (3))                         => {a: -2, 1, 3}
            a = true                                  => {a: true}
            FALSE = a                                 => {a: false}
            lower(a) = 'x'                            => {lower(a): 'x'}
            'x' = a || b                              => {a || b: 'x'}
            a % 2 = 0                                 => {a % 2: 0}
            cast(a as varchar(9)) = 'x'               => {cast(a as varchar(9)): 'x'}
            (a = 'x') is true                         => {a: 'x'}
            t.a = 'x' and a = 'x'                     => {a: 'x'}
            """)
    void seesATestForLiterals(String condition, String expected) throws InvalidSelectException {
        assertThat(shown("select count(*) from t where " + condition))
                .isEqualTo("count_rows() from t where " + expected);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
            a = null                                  => a = null
            a in ('x', null)                          => a in ('x', null)
            a in ('x', 1)                             => a in ('x', 1)
            a = '1' or a = 1                          => (a = '1' or a = 1)
            a not in ('x')                            => a not in ('x')
            a <> 'x'                                  => a <> 'x'
            a != 'x'                                  => a <> 'x'
            a = 1.0                                   => a = 1.0
            a = 01                                    => a = 01
            a = 1E3                                   => a = 1e3
            a = -0                                    => a = -0
            a = b                                     => a = b
            1 = 1                                     => 1 = 1
            1 = not a                                 => 1 = not a
            (a = 1) = true                            => {(a = 1): true}
            a = 'x' or b = 'x'                        => (a = 'x' or b = 'x')
            a = 'x' or a is null                      => (a = 'x' or a is null)
            a is not null                             => a is not null
            a isnull                                  => a is null
            a NOTNULL                                 => a is not null
            a is not true                             => a is not true
            a is not false                            => a is not false
            a is unknown                              => a is unknown
            a is distinct from 'x'                    => a is distinct from 'x'
            a IS  NOT  DISTINCT FROM  'X'             => a is not distinct from 'X'
            a between 1 and 2                         => a between 1 and 2
            a not between symmetric 2 and 1           => a not between symmetric 2 and 1
            a like 'x!%' escape '!'                   => a like 'x!%' escape '!'
            a not ilike '%x'                          => a not ilike '%x'
            a >= date '2020-01-01' + interval '1' day => a >= date '2020-01-01' + interval '1' day
            a > timestamp '2020-01-01 10:00:00'       => a > timestamp '2020-01-01 10:00:00'
            a > interval '1 day'                      => a > interval '1 day'
            a::date > '2020-01-01'                    => a::date > '2020-01-01'
            cast(a as Numeric( 10,2 )) > 1            => cast(a as numeric(10, 2)) > 1
            a::double  precision > 1                  => a::double precision > 1
            timestamp with time zone '2020-01-01' > a => timestamp with time zone '2020-01-01' > a
            a - -1 > +2                               => a - -1 > +2
            position('x' in a) > 0                    => position('x' in a) > 0
            substring(a from 2 for 1) > 'x'           => substring(a from 2 for 1) > 'x'
            trim(both ' ' from a) > trim(a)           => trim(both ' ' from a) > trim(a)
            trim(a, 'x') > ltrim(a)                   => trim(a, 'x') > ltrim(a)
            extract(YEAR from a) > 2020               => extract(year from a) > 2020
            a / 2 > 1 and b                           => a / 2 > 1 and b
            a / nullif(b, 0) > 1 and b                => a / nullif(b, 0) > 1 and b
            """)
    void keepsEveryOtherConditionAsItIs(String condition, String expected) throws InvalidSelectException {
        assertThat(shown("select count(*) from t where " + condition))
                .isEqualTo("count_rows() from t where " + expected);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
            flag                                      => flag
            flag is true                              => flag
            (flag) is true                            => flag
            not flag                                  => not flag
            not (flag)                                => not flag
            flag is false                             => not flag
            not not flag                              => not not flag
            not (a or b)                              => not (a or b)
            (a or b) is false                         => not (a or b)
            """)
    void treatsABooleanColumnTheSameHoweverItIsAsked(String condition, String expected) throws InvalidSelectException {
        assertThat(shown("select count(*) from t where " + condition))
                .isEqualTo("count_rows() from t where " + expected);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
            b > 1 and a > 1                           => a > 1 and b > 1
            (b > 1 and (a > 1 and (c)))               => a > 1 and b > 1 and c
            a > 1 and (b or c)                        => (b or c) and a > 1
            a > 1 and b or c                          => (a > 1 and b or c)
            a between 1 and 2 and b                   => a between 1 and 2 and b
            not a and b                               => b and not a
            a > 1 and a > 1                           => a > 1
            (a and b) is true                         => a and b
            case when a and b then c end and d        => case when a and b then c end and d
            """)
    void splitsOnlyWhatAndJoinsOutermost(String condition, String expected) throws InvalidSelectException {
        assertThat(shown("select count(*) from t where " + condition))
                .isEqualTo("count_rows() from t where " + expected);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
            select count(*) filter (where a) from t                    => count_rows() from t where a
            select sum(x) filter (where b > 1 and c) from t where c    => sum(x) from t where b > 1 and c
            select count(distinct x) filter (where a = 1) from t       => count_distinct(x) from t where {a: 1}
            """)
    void takesAFilterForACondition(String sql, String expected) throws InvalidSelectException {
        assertThat(shown(sql)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
            select state, count(*) from t group by state                    => count_rows() from t group by state
            select T.State, count(*) from t group by state                  => count_rows() from t group by state
            select state, count(*) from t group by (state)                  => count_rows() from t group by state
            select state as s, sum(x) from t group by s                     => sum(x) from t group by state
            select state as state, sum(x) from t group by state             => sum(x) from t group by state
            select lower(state), count(*) from t group by 1                 => count_rows() from t group by lower(state)
            select lower(state), count(*) from t where a group by LOWER(state) => count_rows() from t where a group by lower(state)
            select state, count(*) from t group by state order by 2 desc, state nulls last => count_rows() from t group by state
            select state, count(*) n from t group by 1 order by count(*) asc, n => count_rows() from t group by state
            """)
    void readsOneGroup(String sql, String expected) throws InvalidSelectException {
        assertThat(shown(sql)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
            builds B inner join pipelines as p on (p.id = b.pipeline_id)   => builds b join pipelines p on p.id = b.pipeline_id
            builds join pipelines on pipelines.id = builds.pipeline_id     => builds join pipelines on pipelines.id = builds.pipeline_id
            s.builds join pipelines p on p.id = s.builds.pipeline_id       => s.builds join pipelines p on p.id = builds.pipeline_id
            t left outer join u on u.id = t.id and u.a = 1 cross join v    => t left join u on t.id cross join v
            t join u on u.b and u.a = 1                                    => t join u on u.a = 1 and u.b
            """)
    void readsJoins(String from, String expected) throws InvalidSelectException {
        assertThat(shown("select count(*) from " + from))
                .isEqualTo("count_rows() from " + expected.replace("u on t.id", "u on u.a = 1 and u.id = t.id"));
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
            coalesce(sum(a), 0)                              => coalesce(sum(a), 0) of sum(a) from t
            COALESCE( (Sum((t.A))) , -1.50 )                 => coalesce((sum((a))), -1.50) of sum(a) from t
            round(avg(a), 2)                                 => round(avg(a), 2) of avg(a) from t
            coalesce(round(avg(a), 1), 0)                    => coalesce(round(avg(a), 1), 0) of avg(a) from t
            ceiling(max(a)) + floor(min(b))                  => ceiling(max(a)) + floor(min(b)) of max(a) from t; min(b) from t
            count(*)::int                                    => count(*)::int of count_rows() from t
            cast(count(a) as Bigint)                         => cast(count(a) as bigint) of count(a) from t
            count(*) > 0                                     => count(*) > 0 of count_rows() from t
            sum(a) / nullif(count(*), 0)                     => sum(a) / nullif(count(*), 0) of sum(a) from t; count_rows() from t
            count(*) filter (where b) * 100.0 / count(*)     => count(*) filter (where b) * 100.0 / count(*) of count_rows() from t where b; count_rows() from t
            (max(a))                                         => max(a) from t
            """)
    void readsWhatStandsAroundAggregates(String value, String expected) throws InvalidSelectException {
        assertThat(shown("select " + value + " from t")).isEqualTo(expected);
    }

    @Test
    void saysHowColumnsOfTheDrivingTableAreQualified() throws InvalidSelectException {
        assertThat(source("select count(*) from s.t")).isEqualTo(new Source("s.t", "s.t", ""));
        assertThat(source("select count(*) from s.t join u on u.id = t.id"))
                .isEqualTo(new Source("s.t join u on u.id = t.id", "s.t", "t.", List.of("u")));
        assertThat(source("select count(*) from s.t as \"X\" cross join u"))
                .isEqualTo(new Source("s.t \"X\" cross join u", "s.t", "\"X\".", List.of("u")));
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
            with a as (select 1) select count(*) from a           => has WITH
            select 1 from t union select 2 from t                 => has UNION or another operation on sets
            (select count(*) from t)                              => is in parentheses
            values (1)                                            => is no ordinary SELECT
            select 1                                              => has no FROM
            select exists (select 1 from t)                       => has a subquery
            select count(*) from (select 1 from t) x              => has a subquery
            select count(*) from t where a in (select 1 from u)   => has a subquery
            select count(*) from t where exists (select 1 from u) => has a subquery
            select count(*) from t where a = (select 1 from u)    => has a subquery
            select distinct count(*) from t                       => has DISTINCT
            select count(*) from t having count(*) > 1            => has HAVING
            select count(*) from t qualify a = 1                  => has QUALIFY
            select count(*) from t limit 1                        => has LIMIT, OFFSET, FETCH or TOP
            select count(*) from t offset 1                       => has LIMIT, OFFSET, FETCH or TOP
            select count(*) from t fetch first 1 rows only        => has LIMIT, OFFSET, FETCH or TOP
            select count(*) from t order by 1                     => has ORDER BY without GROUP BY
            select count(*) from t for read only                  => has for at a place where it is not known
            select count(*) from only t                           => has only at a place where it is not known
            select count(*) from t tablesample system (1)         => has tablesample at a place where it is not known
            select count(*) from t as x (a)                       => has ( at a place where it is not known
            select count(*) from t window w as (order by a)       => has window at a place where it is not known
            select count(*) from generate_series(1, 2)            => reads from a function
            select count(*) from (values (1)) v                   => reads from something in parentheses
            select /*+ seqscan(t) */ count(*) from t              => has a hint for the optimizer
            select count(*) from t, u                             => joins by a comma: write JOIN … ON
            select count(*) from t join u using (id)              => joins with USING or NATURAL: write ON
            select count(*) from t natural join u                 => joins with USING or NATURAL: write ON
            select count(*) from t right join u on u.a = t.a      => has a RIGHT or FULL join
            select count(*) from t full join u on u.a = t.a       => has a RIGHT or FULL join
            select count(*) from t join u join v on v.a = u.a on u.a = t.a => has a join without an ON of its own
            select count(*) from t join t on true                 => has two tables of one name
            select count(*) from t join u on u.a = b              => has the column b without its table's name in a join
            select count(*) from t join u on u.a = v.a            => has v.a, and no table of its FROM is called v
            select count(t.a) from t x                            => has t.a, and no table of its FROM is called t
            select count(x) from t x                              => uses a whole row as a value
            select count(t.*) from t                              => has t.*, which is none of the known expressions
            select count(distinct day) from t                     => has the name day, which is also a unit of time; a column of another name would share a scan
            select count(t.user) from t                           => has the column user, whose name is a keyword
            select count(t.order) from t                          => has the column order, whose name is a keyword
            """)
    void leavesOtherClausesAsWritten(String sql, String why) throws InvalidSelectException {
        assertThat(shown(sql)).isEqualTo("as written: " + why);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
            select a from t                                  => has no aggregate of one argument as its last column
            select count(*), sum(a) from t                   => selects 2 columns, where one value after what it groups by is known
            select lower(max(a)) from t                      => the aggregate is inside an expression
            select coalesce(max(a), 'none') from t           => the aggregate is inside an expression
            select coalesce(sum(a), null) from t             => the aggregate is inside an expression
            select sum(a) / (2 * 3) from t                   => the aggregate is inside an expression
            select sum(a) % 2 from t                         => the aggregate is inside an expression
            select -sum(a) from t                            => the aggregate is inside an expression
            select max(a) is null from t                     => the aggregate is inside an expression
            select count(*) > 0 and max(a) > 0 from t        => the aggregate is inside an expression
            select case when count(*) > 0 then 1 end from t  => the aggregate is inside an expression
            select count(*) + (count(*) over ()) from t      => has a window function or an aggregate of another kind
            select sum(a) + sum(distinct a) from t           => has sum(distinct …)
            select sum(count(*)) from t                      => the aggregate is inside an expression
            select sum(a) + max(stddev(a)) from t            => calls stddev(), which is none of the known functions
            select a, sum(b) + count(*) filter (where c) from t group by a => has GROUP BY and FILTER
            select count(*) over () from t                   => has a window function or an aggregate of another kind
            select count(distinct (a, b)) from t             => has count of other than one value
            select sum(distinct a) from t                    => has sum(distinct …)
            select count(null) from t                        => has count(NULL), which is none of the known expressions
            select count(distinct (a, b)) filter (where c) from t => has ( at a place where it is not known
            select count(all a) from t                       => has all at a place where it is not known
            select bit_xor(a) from t                         => calls bit_xor(), which is none of the known functions
            select string_agg(a, ',') from t                 => calls string_agg(), which is none of the known functions
            select count(*) from t group by a                => selects 1 columns, where one value after what it groups by is known
            select a, b, count(*) from t group by a, b       => selects 3 columns, where one value after what it groups by is known
            select count(*), a from t group by a             => has no aggregate of one argument as its last column
            select a, count(*) from t group by a, b          => does not group by exactly one expression
            select a, count(*) from t group by b             => groups by another expression than it selects
            select a, count(*) from t group by 2             => groups by another expression than it selects
            select 'x', count(*) from t group by 1           => groups by a constant
            select lower(a) as a, count(*) from t group by a => groups by a, which is a column and an alias
            select a, count(*) filter (where b) from t group by a => has GROUP BY and FILTER
            select a, count(*) from t group by rollup (a)    => calls rollup(), which is none of the known functions
            select a, count(*) from t group by grouping sets ((a), ()) => has grouping sets
            select a, count(*) from t group by a limit 3     => has LIMIT, OFFSET, FETCH or TOP
            """)
    void leavesOtherColumnsAsWritten(String sql, String why) throws InvalidSelectException {
        assertThat(shown(sql)).isEqualTo("as written: " + why);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
            a > now()                     => calls now(), which is none of the known functions
            a > current_date              => reads current_date, which may be another value for each statement
            a > localtimestamp            => reads localtimestamp, which may be another value for each statement
            a = current_user              => reads current_user, which may be another value for each statement
            rownum < 10                   => reads rownum, which may be another value for each statement
            random() < 0.5                => calls random(), which is none of the known functions
            s.lower(a) = 'x'              => calls s.lower(), which is none of the known functions
            "lower"(a) = 'x'              => calls "lower"(), which is none of the known functions
            a > 'Today 10:00'             => has 'Today 10:00', which may be another moment for each statement
            a > date 'yesterday'          => has 'yesterday', which may be another moment for each statement
            cast('now' as timestamp) > a  => has 'now', which may be another moment for each statement
            a = E'x'                      => has E'x', which is none of the known expressions
            a = $$x$$                     => has $$x$$, which is none of the known expressions
            a = 0x1F                      => has 0x1F, which is none of the known expressions
            a = 1_000                     => has the name 1_000, which databases may read differently
            a ->> 'x' = 'y'               => has a ->> 'x' = 'y', which is none of the known expressions
            a ~ 'x'                       => has a ~ 'x', which is none of the known expressions
            a similar to 'x'              => has a SIMILAR TO 'x', which is none of the known expressions
            a & 1 = 1                     => has a & 1, which is none of the known expressions
            a collate "C" = 'x'           => has a COLLATE "C", which is none of the known expressions
            a = any (array[1])            => calls any(), which is none of the known functions
            a[1] = 1                      => has [ at a place where it is not known
            (a, b) = (1, 2)               => has a row of several values
            (a, b) in ((1, 2))            => has a row of several values
            a && b                        => has a && b, which is none of the known expressions
            a at time zone 'utc' > b      => has a AT TIME ZONE 'utc', which is none of the known expressions
            a::timestamp(3) with time zone > b => casts to timestamp(3) with time zone, which is none of the known types
            a::mood = 'x'                 => casts to mood, which is none of the known types
            a::int[] = b                  => casts to int[], which is none of the known types
            try_cast(a as int) = 1        => has try_cast at a place where it is not known
            """)
    void leavesUnknownExpressionsAsWritten(String condition, String why) throws InvalidSelectException {
        assertThat(shown("select count(*) from t where " + condition)).isEqualTo("as written: " + why);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
            select sum(a / b) from t where c::date < d => a / b, /, a, b; c::date < d, cast date, c, compare, c::date, d
            select sum(case when b > 0 then a / b end) from t => none
            select count(*) from t where mod(a, 7) = 1 => mod(a, 7) = 1, / literal, a, compare, mod(a, 7), 0
            select count(*) from t where a = 'x'       => a = 'x', compare, a
            select sum(-a) from t                      => - a, sign -, a
            select sum(60 * 60) from t                 => none
            """)
    void notesWhatMayFailForSomeTypes(String sql, String expected) throws InvalidSelectException {
        SelectAnalysis.Understood understood =
                (SelectAnalysis.Understood) SelectAnalyzer.read(MetricSelect.parse(sql), NO_WINDOW);
        String risks = understood.aggregates().get(0).risks().entrySet().stream()
                .map(entry -> entry.getKey() + ", "
                        + entry.getValue().stream()
                                .map(operation -> operation.name() + ", " + String.join(", ", operation.operands()))
                                .collect(java.util.stream.Collectors.joining(", ")))
                .collect(java.util.stream.Collectors.joining("; "));

        assertThat(risks.isEmpty() ? "none" : risks).isEqualTo(expected.replace("- a, sign", "-a, sign"));
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
            select count(*) from issues i        => Created_at   => window created_at
            select count(*) from issues i        => I.created_at => window created_at
            select count(*) from issues i        => "when"       => window "when"
            select count(*) from t join u on t.a => T.c          => window t.c
            select count(*) from t join u on t.a => c            => has the column c without its table's name in a join
            select count(*) from issues i        => c[1]         => has c[1], which is none of the known expressions
            select count(*) from issues i        => c d          => has c d, which is none of the known expressions
            select count(*) from issues i        => issues.c     => has issues.c, and no table of its FROM is called issues
            """)
    void readsTheWindowsColumnLikeAnyOther(String sql, String column, String expected) throws InvalidSelectException {
        assertThat(shown(sql, column)).endsWith(" " + expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {" or ", " and ", " + ", " || "})
    void neverDiesOfALongChain(String operator) throws InvalidSelectException {
        String sql = "select count(*) from t where a" + (operator + "a").repeat(300);

        assertThat(SelectAnalyzer.read(MetricSelect.parse(sql), NO_WINDOW)).isNotNull();
    }

    @Test
    void takesALongChainOfEqualitiesForOneTest() throws InvalidSelectException {
        String sql = "select count(*) from t where a = 0" + " or a = 1".repeat(150);

        assertThat(shown(sql)).isEqualTo("count_rows() from t where {a: 0, 1}");
    }

    @Test
    void leavesWhatIsNestedTooDeeplyAsWritten() throws InvalidSelectException {
        String sql = "select count(*) from t where a = 1" + " + a".repeat(300);

        assertThat(shown(sql)).isEqualTo("as written: is nested too deeply");
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
            select count(*) from t where a = 'x'             => select count(*) from t where a = 'X'
            select count(*) from t where a = 'x'             => select count(*) from t where "A" = 'x'
            select count(*) from t where a                   => select count(*) from t where not a
            select count(*) from t where a and b             => select count(*) from t where a or b
            select count(*) from t where not a and b         => select count(*) from t where not (a and b)
            select sum(a - (b - c)) from t                   => select sum(a - b - c) from t
            select count(a) from t                           => select count(distinct a) from t
            select count(*) from t                           => select count(*) from s.t
            select count(*) from t join u on t.a = u.a       => select count(*) from t left join u on t.a = u.a
            select count(*) from t where a in ('x, y')       => select count(*) from t where a in ('x', 'y')
            select count(*) from t where a is true           => select count(*) from t where a is not false
            """)
    void tellsDifferentMeaningsApart(String one, String other) throws InvalidSelectException {
        assertThat(understood(one).aggregates()).isNotEqualTo(understood(other).aggregates());
    }

    @ParameterizedTest
    @MethodSource
    void neverDiesOfUnusualSql(String sql) throws InvalidSelectException {
        assertThat(shown(sql)).isNotEmpty();
    }

    static Stream<String> neverDiesOfUnusualSql() throws IOException {
        return Files.readString(Path.of("src/test/resources/definitions/postgresql-selects.sql"))
                .lines();
    }

    @Test
    void understandsTheDemosMetricsAsTheGoldenFileSays() throws Exception {
        String actual = everyDefinition().stream()
                .map(definition -> definition.keyPath() + ": " + shown(definition) + "\n")
                .collect(Collectors.joining());

        assertThat(actual).isEqualTo(Files.readString(Path.of("src/test/resources/plan/aggregate-queries.txt")));
    }

    private static List<MetricDefinition> everyDefinition() throws Exception {
        return Definitions.of(Path.of("")).all();
    }

    private static String shown(MetricDefinition definition) {
        try {
            shown(definition.select().text());
            return AggregateQueryText.of(SelectAnalyzer.read(definition.select(), definition.timestampColumn()));
        } catch (InvalidSelectException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Source source(String sql) throws InvalidSelectException {
        return understood(sql).aggregates().get(0).source();
    }

    private static SelectAnalysis.Understood understood(String sql) throws InvalidSelectException {
        SelectAnalysis analysis = SelectAnalyzer.read(MetricSelect.parse(sql), NO_WINDOW);
        assertThat(analysis).as(sql).isInstanceOf(SelectAnalysis.Understood.class);
        return (SelectAnalysis.Understood) analysis;
    }

    /** The analysis as text. Analysing that text must give the same text. */
    private static String shown(String sql) throws InvalidSelectException {
        SelectAnalysis analysis = SelectAnalyzer.read(MetricSelect.parse(sql), NO_WINDOW);
        if (analysis instanceof SelectAnalysis.Understood understood) {
            String again = AggregateQueryText.sql(understood);
            assertThat(SelectAnalyzer.read(MetricSelect.parse(again), NO_WINDOW))
                    .as(again)
                    .isEqualTo(analysis);
        }
        return AggregateQueryText.of(analysis);
    }

    private static String shown(String sql, String window) throws InvalidSelectException {
        TimestampColumn column = new TimestampColumn(window, TimestampUnit.TIMESTAMP);
        return AggregateQueryText.of(SelectAnalyzer.read(MetricSelect.parse(sql), Optional.of(column)));
    }
}
