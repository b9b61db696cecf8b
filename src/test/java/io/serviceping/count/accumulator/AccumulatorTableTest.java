package io.serviceping.count.accumulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.LiveExpressions;
import io.serviceping.count.distinct.HashedSet;
import io.serviceping.count.result.GroupRanking;
import io.serviceping.count.result.MetricValue;
import io.serviceping.count.result.Outcome;
import io.serviceping.definition.KeyPath;
import io.serviceping.definition.TimeFrame;
import io.serviceping.definition.ValueType;
import io.serviceping.plan.aggregate.AggregateFunction;
import io.serviceping.plan.aggregate.ExactNumbers;
import io.serviceping.plan.fusion.Fusion;
import io.serviceping.plan.fusion.PlannerDialect;
import io.serviceping.plan.query.Aggregate;
import io.serviceping.plan.query.AggregateQuery;
import io.serviceping.plan.query.Operation;
import io.serviceping.plan.query.OuterExpression;
import io.serviceping.plan.query.Predicate;
import io.serviceping.plan.query.Source;
import io.serviceping.plan.scan.FusedScan;
import io.serviceping.plan.scan.MetricQuery;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.testing.SincePostgres;
import io.serviceping.testing.TestDatabase;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How the results of fused statements are combined. */
class AccumulatorTableTest {
    private static final Source SOURCE = new Source("t", "t", "");
    private static final Instant AS_OF = Instant.parse("2026-11-16T00:00:00Z");
    private static final Aggregate ROWS = new Aggregate(AggregateFunction.COUNT_ROWS, "");

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void keepsTheLargestGroupsAndMergesTheRest(TestDatabase database) throws SQLException {
        String[] statements = {
            "create table t (id int, k varchar(10), v int)",
            "insert into t values (0, 'big', 5), (0, 'big', 6), (0, 'other', 7), (0, 'other', 7)"
        };
        try (Connection connection = database.create().execute(statements).connect()) {
            try (PreparedStatement insert = connection.prepareStatement("insert into t values (?, ?, ?)")) {
                for (int i = 0; i < 150; i++) {
                    insert.setInt(1, i);
                    insert.setString(2, "k%03d".formatted(i));
                    insert.setInt(3, i);
                    insert.executeUpdate();
                }
            }

            MetricValue.Grouped rows = object(run(database, connection, grouped(ROWS)));
            Map<String, MetricValue> counts = rows.values();
            Map<String, MetricValue> averages =
                    groups(run(database, connection, grouped(new Aggregate(AggregateFunction.AVG, "v"))));
            Map<String, MetricValue> distinct =
                    groups(run(database, connection, grouped(new Aggregate(AggregateFunction.COUNT_DISTINCT, "v"))));

            assertThat(counts)
                    .hasSize(GroupRanking.MOST_GROUPS)
                    .containsEntry("big", number("2"))
                    .containsEntry("other", number("2"))
                    .containsEntry("k000", number("1"))
                    .containsEntry("k096", number("1"))
                    .doesNotContainKey("k097")
                    .containsEntry("other_2", number("53"));
            assertThat(rows.cut()).contains(new MetricValue.Cut(99, 53, Optional.of("other_2")));
            // The rest is the values 0 to 50, 5 and 6, 7 and 7: 1,300 over 55.
            assertThat(averages)
                    .hasSize(GroupRanking.MOST_GROUPS)
                    .containsEntry("k149", number("149"))
                    .doesNotContainKey("other");
            assertThat(((MetricValue.Numeric) averages.getOrDefault("other_2", number("0"))).value())
                    .isBetween(new BigDecimal("23.636"), new BigDecimal("23.637"));
            assertThat(distinct)
                    .containsEntry("big", number("2"))
                    .containsEntry("k000", number("1"))
                    .containsEntry("other_2", number("53"));
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void keepsAGroupWhoseSumIsNullOrWhoseSetIsEmpty(TestDatabase database) throws SQLException {
        try (Connection connection = database.create()
                .execute("create table t (k varchar(5), v int)", "insert into t values ('a', null), (null, 3)")
                .connect()) {
            assertThat(run(database, connection, grouped(new Aggregate(AggregateFunction.SUM, "v"))))
                    .isEqualTo(counted(Map.of("a", new MetricValue.Null(), "null", number("3"))));
            assertThat(run(database, connection, grouped(new Aggregate(AggregateFunction.COUNT_DISTINCT, "v"))))
                    .isEqualTo(counted(Map.of("a", number("0"), "null", number("1"))));
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void keepsTheGroupOfNullApartFromATextOfItsName(TestDatabase database) throws SQLException {
        try (Connection connection = database.create()
                .execute("create table t (k varchar(5))", "insert into t values ('null'), (null), (null)")
                .connect()) {
            MetricValue.Grouped groups = object(run(database, connection, grouped(ROWS)));

            assertThat(groups.values()).isEqualTo(Map.of("null", number("1"), "null_2", number("2")));
            assertThat(groups.nullKey()).contains("null_2");
        }
    }

    @SincePostgres(14)
    @Test
    void knowsTheNumbersOfPostgresqlThatAreNotFinite() throws SQLException {
        TestDatabase database = TestDatabase.POSTGRESQL;
        try (Connection connection = database.create()
                .execute("create table t (v numeric)", "insert into t values (1), ('NaN'), ('Infinity'), (2)")
                .connect()) {
            Outcome notFinite = new Outcome.Unavailable(Outcome.Why.ERROR, "not a finite number", null);

            assertThat(run(database, connection, single(new Aggregate(AggregateFunction.SUM, "v"))))
                    .isEqualTo(notFinite);
            assertThat(run(database, connection, single(new Aggregate(AggregateFunction.AVG, "v"))))
                    .isEqualTo(notFinite);
            assertThat(run(database, connection, single(new Aggregate(AggregateFunction.MAX, "v"))))
                    .isEqualTo(notFinite);
            assertThat(run(database, connection, single(new Aggregate(AggregateFunction.MIN, "v"))))
                    .isEqualTo(new Outcome.Counted(number("1")));
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void mergesTheNumbersOfACheckpoint(TestDatabase database) throws SQLException {
        try (Connection connection = database.create()
                .execute(
                        "create table t (k varchar(5), v numeric(40, 2))",
                        "insert into t values ('a', 1e30), (null, 0.25)")
                .connect()) {
            MetricQuery sum = single(new Aggregate(AggregateFunction.SUM, "v"));
            FusedScan scan = fuse(database, connection, sum);
            AccumulatorTable half = new FusedRun(connection, scan).overAll();
            AccumulatorTable whole = new AccumulatorTable(scan, HashedSet::new);

            whole.addNumbers(half.numbersAsJson(), 0);
            whole.addGroups(half.groupsAsBytes(), 0);
            whole.add(half);

            assertThat(whole.outcome(sum.metric()))
                    .isEqualTo(new Outcome.Counted(number("2000000000000000000000000000000.5")));
        }
    }

    /** The metric's WHERE keeps zeros out of the division; the other metric's does not. */
    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void showsAnArgumentOnlyTheRowsThatItsMetricAsksFor(TestDatabase database) throws SQLException {
        try (Connection connection = database.create()
                .execute("create table t (v int)", "insert into t values (0), (5), (10)")
                .connect()) {
            MetricQuery guarded = metricQuery(
                    "m.guarded",
                    ValueType.NUMBER,
                    new AggregateQuery(
                            SOURCE,
                            List.of(new Predicate.Other("v <> 0")),
                            new Aggregate(AggregateFunction.SUM, "100 / v"),
                            Optional.empty(),
                            Map.of("100 / v", List.of(new Operation("/", List.of("v")))),
                            false));
            MetricQuery all = metric("m.all", ROWS);

            AccumulatorTable table = new FusedRun(connection, fuse(database, connection, guarded, all)).overAll();

            assertThat(table.outcome(guarded.metric())).isEqualTo(new Outcome.Counted(number("30")));
            assertThat(table.outcome(all.metric())).isEqualTo(new Outcome.Counted(number("3")));
        }
    }

    @Test
    void dividesAsPostgresqlDoes() throws SQLException {
        Random random = new Random(7);
        try (Connection connection = TestDatabase.POSTGRESQL.create().connect();
                PreparedStatement division =
                        connection.prepareStatement("select cast(? as numeric) / cast(? as numeric)")) {
            for (int i = 0; i < 2_000; i++) {
                BigDecimal sum = new BigDecimal(
                                new java.math.BigInteger(random.nextInt(130), random), random.nextInt(30))
                        .multiply(BigDecimal.valueOf(random.nextBoolean() ? 1 : -1));
                BigDecimal count = BigDecimal.valueOf(1 + random.nextLong(1L << (1 + random.nextInt(40))));
                division.setBigDecimal(1, sum);
                division.setBigDecimal(2, count);
                try (ResultSet rows = division.executeQuery()) {
                    rows.next();
                    assertThat(ExactNumbers.quotient(sum, count, new io.serviceping.plan.aggregate.Division.Numeric()))
                            .as("%s / %s", sum, count)
                            .isEqualTo(rows.getBigDecimal(1));
                }
            }
        }
    }

    private static Outcome run(TestDatabase database, Connection connection, MetricQuery query) throws SQLException {
        return new FusedRun(connection, fuse(database, connection, query))
                .overAll()
                .outcome(query.metric());
    }

    private static FusedScan fuse(TestDatabase database, Connection connection, MetricQuery... metrics) {
        return new Fusion(
                        PlannerDialect.valueOf(database.name()),
                        new LiveExpressions(database, connection, SOURCE.from()),
                        AS_OF)
                .fuse(SOURCE, List.of(metrics));
    }

    private static MetricQuery grouped(Aggregate aggregate) {
        return metricQuery(
                "m.grouped", ValueType.OBJECT, new AggregateQuery(SOURCE, List.of(), aggregate, Optional.of("k")));
    }

    private static MetricQuery single(Aggregate aggregate) {
        return metric("m.single", aggregate);
    }

    private static MetricQuery metric(String keyPath, Aggregate aggregate, Predicate... predicates) {
        return metricQuery(
                keyPath,
                ValueType.NUMBER,
                new AggregateQuery(SOURCE, List.of(predicates), aggregate, Optional.empty()));
    }

    private static MetricQuery metricQuery(String keyPath, ValueType type, AggregateQuery query) {
        return new MetricQuery(
                new PlannedMetric(new KeyPath(keyPath), TimeFrame.ALL, type, "any"),
                List.of(query),
                OuterExpression.NOTHING,
                Optional.empty());
    }

    private static Map<String, MetricValue> groups(Outcome outcome) {
        return object(outcome).values();
    }

    private static MetricValue.Grouped object(Outcome outcome) {
        return (MetricValue.Grouped) ((Outcome.Counted) outcome).value();
    }

    private static Outcome counted(Map<String, MetricValue> groups) {
        return new Outcome.Counted(new MetricValue.Grouped(groups));
    }

    private static MetricValue number(String text) {
        return new MetricValue.Numeric(new BigDecimal(text));
    }
}
