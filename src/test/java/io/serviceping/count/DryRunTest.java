package io.serviceping.count;

import static io.serviceping.count.CountingFixture.scan;
import static io.serviceping.definition.ValueType.NUMBER;
import static io.serviceping.definition.ValueType.OBJECT;
import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.database.CountLimits;
import io.serviceping.count.result.Outcome;
import io.serviceping.definition.ValueType;
import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.scan.WrittenScan;
import io.serviceping.testing.TestDatabase;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DryRunTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            NUMBER  | select count(*) from t
            NUMBER  | select avg(id) from t
            NUMBER  | select cast(1 as double precision)
            NUMBER  | select sum(cast(id as numeric(10, 2))) from t where name <> '?' -- ?
            STRING  | select max(name) from t
            STRING  | select cast(name as char(3)) from t
            BOOLEAN | select count(*) > 1 from t
            OBJECT  | select name, count(*) from t group by name
            OBJECT  | select id, name from t
            """)
    void hasNothingAgainstWhatFits(ValueType type, String sql) {
        for (TestDatabase database : TestDatabase.values()) {
            try (CountingFixture fixture = CountingFixture.on(database)) {
                assertThat(new DryRun(fixture.databases).problem(scan(type, sql)))
                        .as(database + ": " + sql)
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            NUMBER  | select max(name) from t
            NUMBER  | select count(*) = 1 from t
            NUMBER  | select cast('2026-01-01' as date)
            NUMBER  | select cast('3f1c9a52-0000-4000-8000-000000000000' as uuid)
            STRING  | select count(*) from t
            STRING  | select cast('2026-01-01 00:00:00' as timestamp)
            STRING  | select array[1]
            BOOLEAN | select count(*) from t
            BOOLEAN | select max(name) from t
            """)
    void saysSoWhenTheTypeDoesNotFit(ValueType type, String sql) {
        for (TestDatabase database : TestDatabase.values()) {
            try (CountingFixture fixture = CountingFixture.on(database)) {
                assertThat(new DryRun(fixture.databases).problem(scan(type, sql)))
                        .as(database + ": " + sql)
                        .hasValueSatisfying(problem -> assertThat(problem)
                                .startsWith("value_type is " + type.text() + " but the query returns "));
            }
        }
    }

    /**
     * For every kind of statement: one that passes the check has a value in the run, and one that fails it has none.
     */
    @ParameterizedTest
    @EnumSource
    void judgesAsTheRunDoes(TestDatabase database) throws Exception {
        List<String> expressions = new ArrayList<>(List.of(
                "1",
                "cast(1 as smallint)",
                "cast(1 as bigint)",
                "cast(1.5 as numeric(10, 2))",
                "cast(1 as real)",
                "cast(1 as double precision)",
                "1 = 1",
                "cast('x' as varchar(10))",
                "cast('x' as char(3))",
                "cast('2026-01-01' as date)",
                "cast('10:00:00' as time)",
                "cast('2026-01-01 00:00:00' as timestamp)",
                "cast('2026-01-01 00:00:00' as timestamp with time zone)",
                "cast('3f1c9a52-0000-4000-8000-000000000000' as uuid)",
                "array[1, 2]",
                "interval '1' day"));
        expressions.addAll(
                database == TestDatabase.H2
                        ? List.of(
                                "json '{\"a\": 1}'",
                                "x'00ff'",
                                "cast('a' as enum('a', 'b'))",
                                "cast('x' as clob)",
                                "cast(x'00' as blob)",
                                "cast(1 as decfloat)",
                                "cast(1 as tinyint)",
                                "row (1, 2)")
                        : List.of(
                                "'{}'::jsonb",
                                "'{}'::json",
                                "'\\x00ff'::bytea",
                                "'<a/>'::xml",
                                "'x'::text",
                                "'x'::name",
                                "'1.2.3.4'::inet",
                                "'a'::mood",
                                "'5'::positive",
                                "12::money",
                                "1::oid",
                                "B'1'::bit",
                                "B'101'::bit(3)",
                                "B'1'::varbit",
                                "row(1, 2)",
                                "'x'::\"char\"",
                                "'[1,2]'::int4range",
                                "'(1,2)'::point",
                                "'pg_class'::regclass",
                                "null"));
        try (CountingFixture fixture = CountingFixture.on(database)) {
            if (database == TestDatabase.POSTGRESQL) {
                fixture.url.execute(
                        "create type mood as enum ('a')", "create domain positive as int check (value > 0)");
            }
            DryRun dryRun = new DryRun(fixture.databases);
            for (ValueType type : ValueType.values()) {
                for (String expression : expressions) {
                    WrittenScan scan = scan(type, "select " + (type == OBJECT ? "'key', " : "") + expression);
                    assertThat(dryRun.problem(scan).isEmpty())
                            .as("%s: %s as %s", database, expression, type)
                            .isEqualTo(fixture.counter.count(scan).get(0).outcome() instanceof Outcome.Counted);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void saysSoWhenTheNumberOfColumnsDoesNotFit(TestDatabase database) {
        try (CountingFixture fixture = CountingFixture.on(database)) {
            assertThat(new DryRun(fixture.databases).problem(scan(NUMBER, "select id, name from t")))
                    .contains("the query returns 2 columns where value_type number takes 1");
            assertThat(new DryRun(fixture.databases).problem(scan(OBJECT, "select id from t")))
                    .contains("the query returns 1 columns where value_type object takes 2");
        }
    }

    @ParameterizedTest
    @EnumSource
    void repeatsWhatTheDatabaseSays(TestDatabase database) {
        try (CountingFixture fixture = CountingFixture.on(database)) {
            assertThat(new DryRun(fixture.databases).problem(scan(NUMBER, "select count(*) from missing_table")))
                    .hasValueSatisfying(problem -> assertThat(problem)
                            .containsIgnoringCase("missing_table")
                            .contains("(SQL state 42")
                            .doesNotContain("\n"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void plansTheWindowToo(TestDatabase database) {
        Parameter from = new Parameter.Timestamp(LocalDateTime.parse("2026-11-09T00:00"));
        try (CountingFixture fixture = CountingFixture.on(
                database,
                new CountLimits(CountingFixture.LONG, CountingFixture.LONG, 1, 1),
                "create table e (at timestamp)")) {
            DryRun dryRun = new DryRun(fixture.databases);

            assertThat(dryRun.problem(
                            scan(NUMBER, "select count(*) /* ? */ from e where at >= ? and at < ?", from, from)))
                    .isEmpty();
            assertThat(dryRun.problem(scan(NUMBER, "select count(*) from t where id >= ? and id < ?", from, from)))
                    .isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource
    void runsNothing(TestDatabase database) {
        try (CountingFixture fixture = CountingFixture.on(database)) {
            String endless = database == TestDatabase.H2
                    ? "select sum(a.x) from system_range(1, 100000000) a, system_range(1, 100000000) b"
                    : "select count(*) from t, pg_sleep(1000)";

            assertThat(new DryRun(fixture.databases).problem(scan(NUMBER, endless)))
                    .isEmpty();
        }
    }
}
