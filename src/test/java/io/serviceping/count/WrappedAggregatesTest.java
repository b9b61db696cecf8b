package io.serviceping.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.accumulator.AccumulatorTable;
import io.serviceping.count.accumulator.FusedRun;
import io.serviceping.count.result.AnswerReader;
import io.serviceping.count.result.MetricValue;
import io.serviceping.count.result.Outcome;
import io.serviceping.count.span.FailedStatement;
import io.serviceping.definition.KeyPath;
import io.serviceping.definition.TimeFrame;
import io.serviceping.definition.ValueType;
import io.serviceping.definition.sql.InvalidSelectException;
import io.serviceping.definition.sql.MetricSelect;
import io.serviceping.plan.fusion.Fusion;
import io.serviceping.plan.fusion.PlannerDialect;
import io.serviceping.plan.query.SelectAnalysis;
import io.serviceping.plan.query.SelectAnalyzer;
import io.serviceping.plan.query.Source;
import io.serviceping.plan.scan.FusedScan;
import io.serviceping.plan.scan.MetricQuery;
import io.serviceping.plan.scan.NotShared;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.testing.SincePostgres;
import io.serviceping.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An expression around aggregates has the database's exact value or error, or runs as written. */
class WrappedAggregatesTest {
    private static final Instant AS_OF = Instant.parse("2026-11-16T00:00:00Z");
    private static final String TABLE = "create table t (id int primary key, i int, sm smallint, b bigint,"
            + " n numeric(20, 3), any_scale numeric, f boolean)";

    /** Rows of all sizes and signs; only NULLs; none; at the ends of bigint; with sums that are ties. */
    private static final List<String> ROWS = List.of(
            "insert into t values (1, 3, 30000, 9007199254740993, 2.345, 1.00, true),"
                    + " (2, -7, -30000, 12, -0.005, 7, false), (3, 2147483647, 1, -1, 100000.125, 0.5, null)",
            "insert into t values (1, null, null, null, null, null, null), (2, null, null, null, null, null, true)",
            "delete from t",
            "insert into t values (1, 0, 0, 9223372036854775807, 0.499, 0, true)",
            "insert into t values (1, 0, 0, 9223372036854775807, 0.5, 0, true)",
            "insert into t values (1, 0, 0, -9223372036854775808, -0.5, 0, true)",
            "insert into t values (1, 5, 5, 5, 2.5, 2.5, true), (2, 0, 0, 0, 0, 0, false)",
            "insert into t values (1, -5, -5, -5, -2.5, -2.5, true), (2, 0, 0, 0, 0, 0, true)");

    /** Shared on both databases. */
    private static final List<String> EVERYWHERE = List.of(
            "coalesce(sum(i), 0)",
            "coalesce(sum(n), 0)",
            "coalesce(sum(n), 0.5)",
            "coalesce(max(sm), 0)",
            "coalesce(avg(b), -1.50)",
            "coalesce(max(i), min(b), 7)",
            "coalesce(count(i), 1 )",
            "round(avg(n), 2)",
            "round(avg(i), 2)",
            "round(avg(n))",
            "round(avg(b), 0)",
            "round(sum(n), 12)",
            "coalesce(round(avg(n), 1), 0)",
            "coalesce(round(avg(i), 1), 0)",
            "floor(avg(n))",
            "ceil(min(n))",
            "ceiling(avg(b)) - floor(avg(b))",
            "count(*)::int",
            "cast(count(*) as bigint)",
            "cast(sum(n) as bigint)",
            "cast(sum(b) + sum(n) as bigint)",
            "cast(sum(b) as integer)",
            "cast(sum(i) as smallint)",
            "cast(avg(n) as int)",
            "cast(sum(n) as numeric(5, 2))",
            "cast(sum(i) as numeric(3, 0)) / 7",
            "max(b) - min(b)",
            "max(i) - min(i)",
            "max(i) * 2",
            "count(*) * 10000000000 * 10000000000",
            "sum(b) + 1",
            "sum(i) / nullif(count(*), 0)",
            "sum(i) / count(i)",
            "sum(n) / count(*)",
            "sum(n) / nullif(sum(i), 0)",
            "max(b) / min(sm)",
            "100.0 * count(*) filter (where f) / nullif(count(*), 0)",
            "round(100.0 * count(f) / count(*), 1)",
            "sum(n) / 7 / 3 * 1.10",
            "round(sum(n) / 3, 1) / 7",
            "(coalesce(max(n), 0) - coalesce(min(n), 0.00005)) / 3",
            "sum(i) + count(*) / 0",
            "bool_and(f)",
            "bool_or(f)",
            "every(b > 0)",
            "bool_or(b > 0 or i > 3) filter (where f is not true)",
            "bit_and(i)",
            "bit_or(sm) filter (where f)",
            "coalesce(bit_or(b), 0) - bit_and(b)",
            "count(*) filter (where f is not true)",
            "count(*) > 0",
            "count(i) = 0",
            "coalesce(sum(n), 0) <> 0.0",
            "max(i) <= min(b)",
            "sum(n) / 0 >= 1",
            "nullif(sum(i), 0)",
            "nullif(count(*), 2.0)",
            "nullif(max(i), count(*))",
            "coalesce(count(distinct i), 0)",
            "cast(count(distinct b) as int)");

    /** Not shared, or shared on one database only. This test compares only the values. */
    private static final List<String> WHERE_CERTAIN = List.of(
            "round(count(*))",
            "round(count(*), 2)",
            "floor(count(*))",
            "coalesce(avg(i), 0)",
            "coalesce(avg(i), 0.5)",
            "cast(avg(i) as int)",
            "avg(i) / 3",
            "avg(i) > 1",
            "max(sm) - min(sm)",
            "max(sm) + 1",
            "max(any_scale) / 3",
            "sum(any_scale) / 3",
            "max(any_scale) * 2",
            "sum(i) * 1e3",
            "cast(sum(n) as numeric)",
            "cast(sum(i) as double precision) / 3",
            "max(i) > count(*) / 0",
            "round(avg(n), -1)",
            "count(distinct i) / 2",
            "count(distinct i) > 1",
            "count(distinct i) + count(*)");

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void givesTheDatabasesOwnValue(TestDatabase database) throws Exception {
        try (Connection connection = database.create().connect();
                Statement statement = connection.createStatement()) {
            for (String rows : ROWS) {
                fill(statement, rows);
                Map<String, Outcome> shared = shared(
                        database,
                        connection,
                        Stream.concat(EVERYWHERE.stream(), WHERE_CERTAIN.stream())
                                .toList());
                assertThat(shared.keySet()).containsAll(EVERYWHERE);
                for (Map.Entry<String, Outcome> one : shared.entrySet()) {
                    assertThat(comparable(one.getValue()))
                            .as("%s after %s", one.getKey(), rows)
                            .isEqualTo(comparable(own(connection, one.getKey())));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void leavesToTheDatabaseWhatMayComeOutOtherwise(TestDatabase database) throws Exception {
        List<String> left = List.of(
                "coalesce(avg(i), 0.5) => H2",
                "cast(avg(i) as int) => H2",
                "avg(i) / 3 => H2",
                "avg(i) > 1 => H2",
                "round(count(*)) => POSTGRESQL",
                "floor(count(*)) => POSTGRESQL",
                "max(any_scale) / 3 => POSTGRESQL",
                "bool_or(f)::int => both",
                "coalesce(bool_or(f), bool_and(f)) => both",
                "max(sm) - min(sm) => both",
                "cast(sum(i) as double precision) / 3 => both",
                "max(i) > count(*) / 0 => both",
                "round(avg(n), -1) => both",
                "count(distinct i) / 2 => both",
                "count(distinct i) > 1 => both");
        List<String> here = left.stream()
                .filter(one -> one.endsWith(" => both") || one.endsWith(" => " + database))
                .map(one -> one.substring(0, one.indexOf(" => ")))
                .toList();
        try (Connection connection = database.create().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(TABLE);

            assertThat(fuse(database, connection, metricQuery(here)).notFused())
                    .hasSize(here.size())
                    .extracting(NotShared::why)
                    .allMatch(why -> why.startsWith("computes "));
        }
    }

    @SincePostgres(14)
    @ParameterizedTest
    @EnumSource(value = TestDatabase.class, names = "POSTGRESQL")
    void computesWithNumbersThatAreNotFinite(TestDatabase database) throws Exception {
        List<String> values = List.of(
                "coalesce(sum(n), 0)",
                "round(avg(n), 2)",
                "cast(sum(n) as bigint)",
                "cast(max(n) as numeric(5, 2))",
                "cast(max(n) as numeric(5, 2)) > 0",
                "floor(min(n))",
                "sum(n) > 0",
                "max(n) = min(n)",
                "count(*) / sum(n)",
                "max(n) - min(n) > 0",
                "count(*) / (max(n) - min(n)) = 0",
                "sum(n) * -1 < 0",
                "sum(n) * 0 > 0",
                "sum(n) / 0 > 0",
                "nullif(sum(n), max(n))");
        try (Connection connection = database.create().connect();
                Statement statement = connection.createStatement()) {
            for (String rows : List.of("('NaN')", "('NaN'), (1)", "('Infinity'), (2)", "('-Infinity'), ('Infinity')")) {
                statement.execute("drop table if exists t");
                statement.execute("create table t (n numeric)");
                statement.execute("insert into t values " + rows);
                Map<String, Outcome> shared = shared(database, connection, values);
                assertThat(shared.keySet()).hasSizeGreaterThan(10);
                for (Map.Entry<String, Outcome> one : shared.entrySet()) {
                    assertThat(comparable(one.getValue()))
                            .as("%s of %s", one.getKey(), rows)
                            .isEqualTo(comparable(own(connection, one.getKey())));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void computesTheRestOfManyGroupsTogether(TestDatabase database) throws Exception {
        String value = "round(1.0 * sum(v) / count(*), 1)";
        List<String> rows = IntStream.rangeClosed(1, 120)
                .mapToObj(key -> "(" + key + ", " + key + "), (" + key + ", " + 2 * key + ")")
                .toList();
        try (Connection connection = database.create()
                .execute("create table t (k int, v int)", "insert into t values " + String.join(", ", rows))
                .connect()) {
            Outcome.Counted counted = (Outcome.Counted) grouped(database, connection, value);

            Map<String, MetricValue> groups = ((MetricValue.Grouped) counted.value()).values();
            assertThat(groups).hasSize(100).containsKeys("22", "120").doesNotContainKey("21");
            assertThat(new Outcome.Counted(Objects.requireNonNull(groups.get("other"))))
                    .isEqualTo(own(connection, value, " where k <= 21"));
            assertThat(new Outcome.Counted(Objects.requireNonNull(groups.get("33"))))
                    .isEqualTo(own(connection, value, " where k = 33"));
        }
    }

    /** Seed 3, set 165: NULL and the text null. */
    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void failsAsTheDatabaseDoesBeforeItLooksAtKeys(TestDatabase database) throws Exception {
        try (Connection connection = database.create()
                .execute(
                        "create table t (k varchar(9), v int)",
                        "insert into t values (null, 1), ('null', 1), ('a', 1), ('b', 1), ('b', 1)")
                .connect()) {
            assertThat(comparable(grouped(database, connection, "sum(v) / (count(*) - 1)")))
                    .isEqualTo("sql state 22012");
            assertThat(comparable(grouped(database, connection, "sum(v) / count(*)")))
                    .isNotEqualTo("sql state 22012")
                    .isNotEqualTo("two rows with the same key");
        }
    }

    private static Outcome grouped(TestDatabase database, Connection connection, String value) throws Exception {
        SelectAnalysis.Understood understood = (SelectAnalysis.Understood)
                SelectAnalyzer.read(MetricSelect.parse("select k, " + value + " from t group by k"), Optional.empty());
        PlannedMetric metric = new PlannedMetric(new KeyPath("m.n"), TimeFrame.ALL, ValueType.OBJECT, "any");
        FusedScan scan = fuse(
                database,
                connection,
                List.of(new MetricQuery(metric, understood.aggregates(), understood.outer(), Optional.empty())));
        return new FusedRun(connection, scan).overAll().outcome(metric);
    }

    private static void fill(Statement statement, String rows) throws SQLException {
        statement.execute("drop table if exists t");
        statement.execute(TABLE);
        statement.execute(rows);
    }

    private static Map<String, Outcome> shared(TestDatabase database, Connection connection, List<String> values)
            throws Exception {
        List<MetricQuery> metrics = metricQuery(values);
        FusedScan scan = fuse(database, connection, metrics);
        AccumulatorTable table = new FusedRun(connection, scan).overAll();
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        for (int i = 0; i < metrics.size(); i++) {
            PlannedMetric metric = metrics.get(i).metric();
            if (scan.answers().containsKey(metric)) {
                outcomes.put(values.get(i), table.outcome(metric));
            }
        }
        return outcomes;
    }

    private static FusedScan fuse(TestDatabase database, Connection connection, List<MetricQuery> metrics) {
        return new Fusion(
                        PlannerDialect.valueOf(database.name()), new LiveExpressions(database, connection, "t"), AS_OF)
                .fuse(new Source("t", "t", ""), metrics);
    }

    private static List<MetricQuery> metricQuery(List<String> values) throws InvalidSelectException {
        List<MetricQuery> metrics = new ArrayList<>();
        for (String value : values) {
            KeyPath keyPath = new KeyPath("m.n" + metrics.size());
            SelectAnalysis analysis =
                    SelectAnalyzer.read(MetricSelect.parse("select " + value + " from t"), Optional.empty());
            assertThat(analysis).as(value).isInstanceOf(SelectAnalysis.Understood.class);
            SelectAnalysis.Understood understood = (SelectAnalysis.Understood) analysis;
            metrics.add(new MetricQuery(
                    new PlannedMetric(keyPath, TimeFrame.ALL, type(value), "any"),
                    understood.aggregates(),
                    understood.outer(),
                    Optional.empty()));
        }
        return metrics;
    }

    private static ValueType type(String value) {
        return value.matches("(bool_|every).*|.*[<>=].*") ? ValueType.BOOLEAN : ValueType.NUMBER;
    }

    private static Outcome own(Connection connection, String value) {
        return own(connection, value, "");
    }

    private static Outcome own(Connection connection, String value, String where) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select " + value + " from t" + where)) {
            return new Outcome.Counted(new AnswerReader().read(rows, type(value), false));
        } catch (AnswerReader.UnexpectedAnswer e) {
            return new Outcome.Unavailable(Outcome.Why.ERROR, String.valueOf(e.getMessage()), null);
        } catch (SQLException e) {
            return FailedStatement.outcome(e);
        }
    }

    private static String comparable(Outcome outcome) {
        return outcome instanceof Outcome.Unavailable unavailable
                ? unavailable.reason().toLowerCase(Locale.ROOT)
                : outcome.toString();
    }
}
