package io.serviceping.count;

import static io.serviceping.definition.ValueType.BOOLEAN;
import static io.serviceping.definition.ValueType.NUMBER;
import static io.serviceping.definition.ValueType.OBJECT;
import static io.serviceping.definition.ValueType.STRING;
import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.result.MetricValue;
import io.serviceping.count.result.Outcome;
import io.serviceping.count.result.ValueJson;
import io.serviceping.definition.ValueType;
import io.serviceping.testing.SincePostgres;
import io.serviceping.testing.TestDatabase;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrittenScanAnswersTest {
    private static final Map<TestDatabase, CountingFixture> FIXTURES = new EnumMap<>(TestDatabase.class);

    @BeforeAll
    static void open() {
        for (TestDatabase database : TestDatabase.values()) {
            FIXTURES.put(database, CountingFixture.on(database));
        }
    }

    @AfterAll
    static void close() {
        FIXTURES.values().forEach(CountingFixture::close);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            select count(*) from t                                              | 3
            select cast(7 as smallint)                                          | 7
            select cast(-9223372036854775808 as bigint)                         | -9223372036854775808
            select sum(x) from (select cast(9223372036854775807 as bigint) as x from t) y | 27670116110564327421
            select cast(123456789012345678901234567890.1234567890 as numeric(60, 10)) | 123456789012345678901234567890.123456789
            select cast(100 as numeric(10, 4))                                  | 100
            select cast(0 as numeric(10, 4))                                    | 0
            select cast(-0.50 as numeric(10, 2))                                | -0.5
            select cast(0.1 as double precision)                                | 0.1
            select cast(1e20 as double precision)                               | 100000000000000000000
            select cast(1.5e-7 as double precision)                             | 0.00000015
            select cast(-0.0 as double precision)                               | 0
            select cast(0.1 as real)                                            | 0.1
            select cast(1e10 as real)                                           | 10000000000
            select avg(cast(id as numeric(10, 0))) from t                       | 2
            select avg(cast(id as double precision)) from t where id < 3        | 1.5
            select 1 where 1 = 1 -- ?                                           | 1
            select length('?;''--') /* ? */                                     | 5
            """)
    void readsEveryNumberExactlyAndPlainly(String sql, String expected) throws Exception {
        for (CountingFixture fixture : FIXTURES.values()) {
            assertThat(ValueJson.write(value(fixture, NUMBER, sql))).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesNullForAnAnswerOfEveryType(TestDatabase database) throws Exception {
        CountingFixture fixture = on(database);

        assertThat(value(fixture, NUMBER, "select sum(id) from t where id > 3")).isEqualTo(new MetricValue.Null());
        assertThat(value(fixture, STRING, "select name from t where id = 3")).isEqualTo(new MetricValue.Null());
        assertThat(value(fixture, BOOLEAN, "select name = 'x' from t where id = 3"))
                .isEqualTo(new MetricValue.Null());
    }

    @ParameterizedTest
    @EnumSource
    void readsTruthsAndTexts(TestDatabase database) throws Exception {
        CountingFixture fixture = on(database);

        assertThat(value(fixture, BOOLEAN, "select count(*) = 3 from t")).isEqualTo(new MetricValue.Truth(true));
        assertThat(value(fixture, STRING, "select max(name) from t")).isEqualTo(new MetricValue.Text("two"));
        assertThat(value(fixture, STRING, "select 'grüße €😀 \" \\ ''' || chr(10)"))
                .isEqualTo(new MetricValue.Text("grüße €😀 \" \\ '\n"));
        assertThat(value(fixture, STRING, "select cast('ab' as char(3)) || 'c'"))
                .isInstanceOf(MetricValue.Text.class);
    }

    @ParameterizedTest
    @EnumSource
    void readsLongTextTypesLikeAnyOther(TestDatabase database) throws Exception {
        String type = database == TestDatabase.H2 ? "clob" : "text";

        assertThat(value(on(database), STRING, "select cast('abc' as " + type + ")"))
                .isEqualTo(new MetricValue.Text("abc"));
        assertThat(value(
                        on(database),
                        OBJECT,
                        "select cast(name as " + type + "), cast('x' as " + type + ") from t where id = 1"))
                .isEqualTo(new MetricValue.Grouped(Map.of("one", new MetricValue.Text("x"))));
    }

    /** Characters as people count them: two units of UTF-16 can be one. */
    @ParameterizedTest
    @EnumSource
    void readsATextOfAThousandCharacters(TestDatabase database) throws Exception {
        for (String character : List.of("x", "ü", "😀")) {
            String longest = "repeat('" + character + "', 1000)";
            String tooLong = "repeat('" + character + "', 1001)";

            assertThat(value(on(database), STRING, "select " + longest))
                    .isEqualTo(new MetricValue.Text(character.repeat(1_000)));
            assertThat(value(on(database), OBJECT, "select " + longest + ", 1"))
                    .isEqualTo(new MetricValue.Grouped(Map.of(character.repeat(1_000), MetricValue.Numeric.of(1))));
            assertError(on(database), STRING, "select " + tooLong, "a string of more than 1000 characters");
            assertError(on(database), OBJECT, "select " + tooLong + ", 1", "a string of more than 1000 characters");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"12", "999.99", "1000", "-1234567.89"})
    void hasNoValueForMoneyOfAnyAmount(String amount) throws Exception {
        String money = "cast(cast(" + amount + " as numeric) as money)";
        CountingFixture fixture = on(TestDatabase.POSTGRESQL);

        assertThat(new DryRun(fixture.databases).problem(CountingFixture.scan(NUMBER, "select " + money)))
                .contains("value_type is number but the query returns money, whose text depends on the server's"
                        + " currency: cast it, to a number by ::numeric");
        assertError(fixture, NUMBER, "select " + money, "neither a number, a string nor a boolean");
        assertError(fixture, OBJECT, "select 'a', " + money, "neither a number, a string nor a boolean");
        assertThat(value(fixture, NUMBER, "select " + money + "::numeric"))
                .isEqualTo(new MetricValue.Numeric(new BigDecimal(amount)));
    }

    static Stream<String> notFinite() {
        return Stream.of("NaN", "Infinity", "-Infinity");
    }

    @SincePostgres(14)
    @ParameterizedTest
    @MethodSource("notFinite")
    void hasNoValueForWhatIsNoFiniteNumber(String number) throws Exception {
        for (CountingFixture fixture : FIXTURES.values()) {
            assertError(fixture, NUMBER, "select cast('" + number + "' as double precision)", "not a finite number");
            assertError(fixture, NUMBER, "select cast('" + number + "' as real)", "not a finite number");
            assertError(fixture, OBJECT, "select name, cast('" + number + "' as real) from t", "not a finite number");
        }
        assertError(
                on(TestDatabase.POSTGRESQL), NUMBER, "select cast('" + number + "' as numeric)", "not a finite number");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cast('2026-01-01' as date)", "cast('2026-01-01 00:00:00' as timestamp)", "cast('10:00:00' as time)",
                "cast('3f1c9a52-0000-4000-8000-000000000000' as uuid)", "array[1, 2]", "interval '1' day"
            })
    void hasNoValueForAnyOtherType(String expression) throws Exception {
        for (CountingFixture fixture : FIXTURES.values()) {
            for (ValueType type : new ValueType[] {NUMBER, STRING, BOOLEAN}) {
                assertError(fixture, type, "select " + expression, "neither a number, a string nor a boolean");
            }
            assertError(fixture, OBJECT, "select 'a', " + expression, "neither a number, a string nor a boolean");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "NUMBER, 'x', not a number",
        "NUMBER, 1 = 1, not a number",
        "STRING, 1, not a string",
        "STRING, 1 = 1, not a string",
        "BOOLEAN, 1, not a boolean",
        "BOOLEAN, lower('t'), not a boolean"
    })
    void hasNoValueWhereTheTypeIsNotTheOnePromised(ValueType type, String expression, String reason) throws Exception {
        String sql = "select " + (expression.equals("x") ? "lower('x')" : expression);
        for (CountingFixture fixture : FIXTURES.values()) {
            assertError(fixture, type, sql, reason);
        }
    }

    @ParameterizedTest
    @EnumSource
    void wantsOneRowOfOneColumn(TestDatabase database) throws Exception {
        CountingFixture fixture = on(database);

        assertError(
                fixture,
                NUMBER,
                "select id from t where id > 3",
                "no row where one must be; max(…) around the column, or select (select …), gives NULL instead");
        assertError(fixture, NUMBER, "select id from t where id < 3", "more than one row");
        assertError(fixture, NUMBER, "select id, name from t", "2 columns where 1 must be");
        assertError(fixture, OBJECT, "select id from t", "1 columns where 2 must be");
        assertError(fixture, OBJECT, "select id, id, id from t", "3 columns where 2 must be");
    }

    @ParameterizedTest
    @EnumSource
    void readsAValueForEachGroupInTheOrderOfTheAnswer(TestDatabase database) throws Exception {
        MetricValue value = value(
                on(database),
                OBJECT,
                "select name, case id when 2 then null else id * 1.5 end from t order by id desc");

        assertThat(ValueJson.write(value)).isEqualTo("{\"null\":4.5,\"two\":null,\"one\":1.5}");
    }

    @ParameterizedTest
    @EnumSource
    void takesKeysOfAnyType(TestDatabase database) throws Exception {
        assertThat(ValueJson.write(
                        value(on(database), OBJECT, "select id > 1, count(*) from t group by id > 1 order by 1")))
                .isEqualTo("{\"false\":1,\"true\":2}");
        assertThat(ValueJson.write(value(on(database), OBJECT, "select cast('2026-01-02' as date), 1")))
                .isEqualTo("{\"2026-01-02\":1}");
        assertThat(ValueJson.write(value(on(database), OBJECT, "select id, 1 from t where id > 3")))
                .isEqualTo("{}");
    }

    private static String numbers(TestDatabase database, int last) {
        return database == TestDatabase.H2
                ? "(select x from system_range(1, " + last + ")) g"
                : "generate_series(1, " + last + ") as g(x)";
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheLargestOfMoreThanAHundredGroups(TestDatabase database) throws Exception {
        String each = "select 'k' || x, x from ";

        assertThat(groups(database, each + numbers(database, 100)))
                .isEqualTo(new MetricValue.Grouped(
                        groups(database, each + numbers(database, 100)).values()))
                .satisfies(groups -> assertThat(groups.values()).hasSize(100).doesNotContainKey("other"));
        assertThat(groups(database, each + numbers(database, 150))).satisfies(groups -> {
            assertThat(groups.values()).hasSize(99).containsKeys("k52", "k150").doesNotContainKeys("k51", "other");
            assertThat(groups.cut()).contains(new MetricValue.Cut(99, 51, Optional.empty()));
        });
    }

    @ParameterizedTest
    @EnumSource
    void addsUpTheRestOnlyOfWhatIsASum(TestDatabase database) throws Exception {
        String from = " from " + numbers(database, 300) + " group by x % 150";

        assertThat(groups(database, "select x % 150, count(*)" + from).values())
                .hasSize(100)
                .containsEntry("other", MetricValue.Numeric.of(102));
        assertThat(groups(database, "select x % 150, sum(x)" + from).values())
                .hasSize(100)
                .containsEntry("other", MetricValue.Numeric.of(51 * 150 + 51 * 52));
        for (String other : List.of("max(x)", "avg(x)", "count(distinct x)", "count(*) + 1", "min('a')")) {
            assertThat(groups(database, "select x % 150, " + other + from))
                    .as(other)
                    .satisfies(groups -> {
                        assertThat(groups.values()).hasSize(99);
                        assertThat(groups.cut()).contains(new MetricValue.Cut(99, 51, Optional.empty()));
                    });
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheRestApartFromAGroupOfItsName(TestDatabase database) throws Exception {
        String name = "case x when 1 then 'other' when 150 then 'other_2' else 'k' || x end";
        MetricValue.Grouped groups =
                groups(database, "select " + name + ", sum(x) from " + numbers(database, 150) + " group by " + name);

        assertThat(groups.values())
                .hasSize(100)
                .doesNotContainKey("other")
                .containsEntry("other_2", MetricValue.Numeric.of(150))
                .containsEntry("other_3", MetricValue.Numeric.of(51 * 52 / 2));
        assertThat(groups.cut()).contains(new MetricValue.Cut(99, 51, Optional.of("other_3")));
    }

    @ParameterizedTest
    @EnumSource
    void looksAtAHundredThousandGroupsAndNoMore(TestDatabase database) throws Exception {
        String each = "select x, 1 from ";

        assertThat(groups(database, each + numbers(database, 100_000)).cut())
                .contains(new MetricValue.Cut(99, 99_901, Optional.empty()));
        assertError(on(database), OBJECT, each + numbers(database, 100_001), "too many groups: more than 100000");
        assertError(on(database), OBJECT, each + numbers(database, 1_000_000), "too many groups: more than 100000");
    }

    /** The groups of a scan as the planner makes it. */
    private static MetricValue.Grouped groups(TestDatabase database, String sql) throws Exception {
        CountingFixture fixture = on(database);
        Outcome outcome = fixture.counter
                .count(CountingFixture.planned(OBJECT, sql))
                .get(0)
                .outcome();
        assertThat(outcome).as(sql).isInstanceOf(Outcome.Counted.class);
        return (MetricValue.Grouped) ((Outcome.Counted) outcome).value();
    }

    @ParameterizedTest
    @EnumSource
    void refusesTwoGroupsOfOneKey(TestDatabase database) throws Exception {
        assertError(on(database), OBJECT, "select 'a', id from t", "two rows with the same key");
        assertError(
                on(database),
                OBJECT,
                "select name, null from t union all select name, null from t",
                "two rows with the same key");
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheGroupOfNullApartFromATextOfItsName(TestDatabase database) throws Exception {
        MetricValue.Grouped groups =
                groups(database, "select name, 1 from t union all select 'null', 2 union all select 'null_2', 3");

        assertThat(groups.values())
                .containsEntry("null", MetricValue.Numeric.of(2))
                .containsEntry("null_2", MetricValue.Numeric.of(3))
                .containsEntry("null_3", MetricValue.Numeric.of(1));
        assertThat(groups.nullKey()).contains("null_3");
        assertThat(groups(database, "select name, 1 from t").nullKey()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void refusesTextsAndNumbersOfAnUnreasonableLength(TestDatabase database) throws Exception {
        CountingFixture fixture = on(database);

        assertThat(value(fixture, STRING, "select repeat('x', 1000)")).isInstanceOf(MetricValue.Text.class);
        assertError(fixture, STRING, "select repeat('x', 1001)", "a string of more than 1000 characters");
        assertError(fixture, OBJECT, "select repeat('x', 1001), 1", "a string of more than 1000 characters");
        assertError(
                fixture,
                NUMBER,
                "select cast(repeat('9', 1001) as numeric" + (database == TestDatabase.H2 ? "(2000))" : ")"),
                "a number of more than 1000 digits");
    }

    @Test
    void refusesHalfACharacterWhichNoPayloadCanCarry() throws Exception {
        String sql = "select substring('😀', 1, 1)";

        assertError(on(TestDatabase.H2), STRING, sql, "a string with half a character");
        assertError(on(TestDatabase.H2), OBJECT, sql + ", 1", "a string with half a character");
    }

    private static CountingFixture on(TestDatabase database) {
        return Objects.requireNonNull(FIXTURES.get(database));
    }

    private static MetricValue value(CountingFixture fixture, ValueType type, String sql) throws Exception {
        Outcome outcome = fixture.outcome(type, sql);
        assertThat(outcome).as(sql).isInstanceOf(Outcome.Counted.class);
        return ((Outcome.Counted) outcome).value();
    }

    private static void assertError(CountingFixture fixture, ValueType type, String sql, String reason)
            throws Exception {
        assertThat(fixture.outcome(type, sql)).as(sql).isInstanceOfSatisfying(Outcome.Unavailable.class, outcome -> {
            assertThat(outcome.why()).isEqualTo(Outcome.Why.ERROR);
            assertThat(outcome.reason()).isEqualTo(reason);
        });
    }
}
