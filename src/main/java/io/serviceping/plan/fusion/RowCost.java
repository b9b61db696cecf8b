package io.serviceping.plan.fusion;

import io.serviceping.plan.aggregate.AggregateFunction.AccumulatorKind;
import java.util.Collection;

/**
 * Estimated cost of a statement per row, in nanoseconds, measured on PostgreSQL 15 with a million cached rows: bare
 * scan 30; grouped by an integer 95; one count with a separate condition 50, fourteen 195; nine conditions as cells
 * 285; a text of twelve values as cells 170, of 51 values and three windows 240, grouped by the text itself 80 and 120
 * less; a bigint packed 35. Only the ratios matter.
 */
final class RowCost {
    static final double COMPARISON = 12;
    /** Adding one more dimension to the cell's number. */
    static final double DIGIT = 10;

    /** Grouping by a text in addition to the cell's number. */
    static final double TEXT = 40;

    private static final double SCAN = 30;
    private static final double GROUP = 60;
    private static final double AGGREGATE = 4;
    private static final double MASK = 20;
    private static final double PACKED = 35;
    private static final double FILTER = 4;
    private static final double FENCE = 25;
    /** One number in one row of the answer, divided by the rows of a range. */
    private static final double ANSWER = 200.0 / 100_000;

    private RowCost() {}

    static double nanos(CellIndex code, Collection<CandidateCosts.Use> columns) {
        double cost = SCAN + (code.dimensions().isEmpty() ? 0 : GROUP);
        for (Dimension dimension : code.dimensions()) {
            cost += dimension.nanosPerRow();
        }
        for (CandidateCosts.Use column : columns) {
            cost += aggregate(code, column);
            cost += FILTER * column.conditions().size();
        }
        long conditions = CandidateCosts.distinct(columns);
        long again = CandidateCosts.distinctConditions(columns) - conditions;
        cost += COMPARISON * conditions;
        cost += paysToComputeOnce(again) ? FENCE : COMPARISON * again;
        return cost + ANSWER * code.cells() * columns.size();
    }

    private static double aggregate(CellIndex code, CandidateCosts.Use column) {
        if (column.kind() != AccumulatorKind.SET) {
            return AGGREGATE;
        }
        return column.hasArgument() ? PACKED : MASK * CellMask.count(code.cells());
    }

    /** Whether filter conditions are repeated so often that computing them once in a subquery is cheaper. */
    static boolean paysToComputeOnce(Collection<StatementAggregate> columns) {
        long uses =
                columns.stream().mapToLong(column -> column.filters().size()).sum();
        long conditions = columns.stream()
                .flatMap(column -> column.filters().stream())
                .distinct()
                .count();
        return paysToComputeOnce(uses - conditions);
    }

    private static boolean paysToComputeOnce(long again) {
        return COMPARISON * again > FENCE;
    }
}
