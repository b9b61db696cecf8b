package io.serviceping.count.accumulator;

import io.serviceping.count.distinct.HashedSet;
import io.serviceping.plan.fusion.Narrowing;
import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.scan.FusedScan;
import io.serviceping.plan.scan.FusedStatement;
import io.serviceping.plan.scan.PlannedMetric;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Runs a fused scan range by range; each range has its own table, which is written to JSON and read back. */
public final class FusedRun {
    private final Connection connection;
    private final FusedScan scan;
    private final AccumulatorTable whole;

    public FusedRun(Connection connection, FusedScan scan) {
        this.connection = connection;
        this.scan = scan;
        this.whole = new AccumulatorTable(scan, HashedSet::new);
    }

    /** Runs one range between each two neighbouring cuts. */
    public AccumulatorTable over(String key, List<Long> cuts) throws SQLException {
        for (int i = 1; i < cuts.size(); i++) {
            AccumulatorTable range = new AccumulatorTable(scan, HashedSet::new);
            for (FusedStatement statement : scan.statements()) {
                run(statement, key + " >= ? and " + key + " < ?", List.of(cuts.get(i - 1), cuts.get(i)), range);
            }
            keep(range);
        }
        return whole;
    }

    /** As {@link #over(String, List)}, but runs some ranges without these metrics, whose values are then wrong. */
    public AccumulatorTable over(
            String key, List<Long> cuts, Narrowing narrowing, Set<PlannedMetric> without, Random random)
            throws SQLException {
        for (int i = 1; i < cuts.size(); i++) {
            AccumulatorTable range = new AccumulatorTable(scan, HashedSet::new);
            for (FusedStatement statement : scan.statements()) {
                FusedStatement narrowed = random.nextBoolean() ? narrowing.without(statement, without) : statement;
                run(narrowed, key + " >= ? and " + key + " < ?", List.of(cuts.get(i - 1), cuts.get(i)), range);
            }
            keep(range);
        }
        return whole;
    }

    public AccumulatorTable overAll() throws SQLException {
        for (FusedStatement statement : scan.statements()) {
            run(statement, "", List.of(), whole);
        }
        return whole;
    }

    private void keep(AccumulatorTable range) {
        whole.addNumbers(range.numbersAsJson(), 0);
        whole.addGroups(range.groupsAsBytes(), 0);
        range.sets().forEach((key, set) -> whole.set(key).addAll(set));
    }

    private void run(FusedStatement statement, String range, List<Long> bounds, AccumulatorTable into)
            throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement.sql(range))) {
            int index = 1;
            for (Parameter parameter : statement.parameters()) {
                prepared.setObject(index++, parameter.value());
            }
            for (Long bound : bounds) {
                prepared.setLong(index++, bound);
            }
            try (ResultSet rows = prepared.executeQuery()) {
                into.addRows(statement, rows);
            }
        } catch (SQLException e) {
            throw new SQLException(e.getMessage() + "\n" + statement.sql(range), e);
        }
    }
}
