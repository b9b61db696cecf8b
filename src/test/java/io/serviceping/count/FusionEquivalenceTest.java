package io.serviceping.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.accumulator.AccumulatorTable;
import io.serviceping.count.accumulator.FusedRun;
import io.serviceping.plan.fusion.Fusion;
import io.serviceping.plan.fusion.Narrowing;
import io.serviceping.plan.fusion.PlannerDialect;
import io.serviceping.plan.query.OuterExpression;
import io.serviceping.plan.query.Source;
import io.serviceping.plan.scan.FusedScan;
import io.serviceping.plan.scan.MetricQuery;
import io.serviceping.plan.scan.NotShared;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.testing.Soak;
import io.serviceping.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Fused statements, run range by range and merged, have the values of each metric's own SQL. Random sets of metrics:
 * {@code -Dfusion.sets}; seed: {@link Soak#seed}.
 */
class FusionEquivalenceTest {
    private static final Instant AS_OF = Instant.parse("2026-11-16T00:00:00Z");
    private static final int SETS_PER_TABLE = 10;

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void saysWhatEachMetricSaysAlone(TestDatabase database) throws SQLException {
        long seed = Soak.seed();
        int sets = Soak.of("fusion.sets", 100, 5_000);
        Map<String, Integer> seen = new TreeMap<>();
        try (Connection connection = database.create().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set time zone 'UTC'");
            for (int set = 0; set < sets; set++) {
                Random random = new Random(seed + set);
                if (set % SETS_PER_TABLE == 0) {
                    new RandomFusedTable(random, AS_OF).create(connection);
                }
                check(database, connection, random, Soak.option(seed) + " set " + set, seen);
            }
        }
        System.out.println(database + " " + Soak.option(seed) + ": " + sets + " sets, " + seen);
        assertThat(seen.get("fused")).isGreaterThan(seen.getOrDefault("alone", 0));
        assertThat(seen.get("wrapped")).isPositive();
    }

    private static void check(
            TestDatabase database, Connection connection, Random random, String which, Map<String, Integer> seen)
            throws SQLException {
        Source source = random.nextInt(4) == 0 ? RandomMetricQuery.JOINED : RandomMetricQuery.PLAIN;
        List<MetricQuery> metrics = new RandomMetricQuery(random, source).set();
        Narrowing narrowing = new Narrowing();
        FusedScan scan = new Fusion(
                        PlannerDialect.valueOf(database.name()),
                        new LiveExpressions(database, connection, source.from()),
                        AS_OF,
                        false,
                        narrowing)
                .fuse(source, metrics);
        Set<PlannedMetric> without = metrics.stream()
                .map(MetricQuery::metric)
                .filter(metric -> random.nextInt(3) == 0)
                .collect(Collectors.toSet());
        AccumulatorTable table = new FusedRun(connection, scan).over(source.qualifier() + "id", cuts(random));
        AccumulatorTable some = new FusedRun(connection, scan)
                .over(source.qualifier() + "id", cuts(random), narrowing, without, random);
        DefinedSql written = new DefinedSql(AS_OF);
        List<String> notFused = scan.notFused().stream()
                .map(NotShared::metric)
                .map(String::valueOf)
                .toList();
        for (MetricQuery query : metrics) {
            if (notFused.contains(query.metric().toString())) {
                seen.merge("alone", 1, Integer::sum);
                continue;
            }
            seen.merge("fused", 1, Integer::sum);
            if (!query.outer().equals(OuterExpression.NOTHING)) {
                seen.merge("wrapped", 1, Integer::sum);
            }
            String alone = OwnSql.said(written.alone(connection, query));
            String shared = OwnSql.said(table.outcome(query.metric()));
            if (OwnSql.failed(alone) || OwnSql.groupsFail(query.metric().valueType(), alone, shared)) {
                seen.merge("fails alone", 1, Integer::sum);
                continue;
            }
            assertThat(shared)
                    .as("%s: %s %s%nin%n%s", which, query.metric(), written.sql(query), scan.statements())
                    .isEqualTo(alone);
            if (!without.contains(query.metric())) {
                assertThat(OwnSql.said(some.outcome(query.metric())))
                        .as("%s: %s without %s", which, query.metric(), without)
                        .isEqualTo(shared);
            }
        }
        seen.merge("statements", scan.statements().size(), Integer::sum);
    }

    private static List<Long> cuts(Random random) {
        TreeSet<Long> cuts = new TreeSet<>(List.of(-RandomFusedTable.MOST_ID, RandomFusedTable.MOST_ID));
        for (int more = random.nextInt(4); more > 0; more--) {
            cuts.add(random.nextLong(-RandomFusedTable.MOST_ID, RandomFusedTable.MOST_ID));
        }
        return new ArrayList<>(cuts);
    }
}
