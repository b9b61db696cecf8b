package io.serviceping.plan.fusion;

import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.query.Predicate;
import io.serviceping.plan.scan.AnswerLayout;
import io.serviceping.plan.scan.MetricAggregate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Combines several dimensions into one number with a digit per dimension. The first dimension is the lowest digit; a
 * digit's base is the number of the dimension's cells.
 */
record CellIndex(List<Dimension> dimensions) {
    CellIndex {
        dimensions = List.copyOf(dimensions);
    }

    /** The index reduced to what these metrics need; each cell keeps its number. */
    CellIndex of(List<MetricAggregate> metrics) {
        return new CellIndex(
                dimensions.stream().map(dimension -> dimension.of(metrics)).toList());
    }

    int cells() {
        return (int)
                dimensions.stream().mapToLong(Dimension::cells).reduce(1, (a, b) -> Math.min(a * b, Integer.MAX_VALUE));
    }

    boolean leavesRowsOut() {
        return dimensions.stream().anyMatch(Dimension::leavesRowsOut);
    }

    boolean decides(Predicate predicate) {
        return dimensions.stream().anyMatch(dimension -> dimension.decides(predicate));
    }

    /** The cells whose rows the metric needs. */
    BitSet acceptedBy(MetricAggregate aggregate) {
        BitSet accepted = new BitSet();
        accepted.set(0);
        int weight = 1;
        for (Dimension dimension : dimensions) {
            BitSet finer = new BitSet();
            for (int cell = 0; cell < dimension.cells(); cell++) {
                if (dimension.accepts(aggregate, cell)) {
                    int offset = weight * cell;
                    accepted.stream().forEach(one -> finer.set(offset + one));
                }
            }
            accepted = finer;
            weight *= dimension.cells();
        }
        return accepted;
    }

    /**
     * The cell of the same rows one week later; {@link AnswerLayout.Output#NONE} when no metric can need them any more.
     */
    int aWeekLater(int cell) {
        int later = 0;
        int weight = 1;
        for (Dimension dimension : dimensions) {
            int digit = dimension.aWeekLater(cell / weight % dimension.cells());
            if (digit < 0) {
                return AnswerLayout.Output.NONE;
            }
            later += weight * digit;
            weight *= dimension.cells();
        }
        return later;
    }

    /** The dimension whose expression is in the GROUP BY; its ordinal is not part of {@link #sql}. */
    Optional<LiteralDimension> groupedBy() {
        return dimensions.stream()
                .filter(LiteralDimension.class::isInstance)
                .map(LiteralDimension.class::cast)
                .filter(LiteralDimension::isGroupedBy)
                .findFirst();
    }

    /** What the value of {@link #groupedBy} adds to the number. */
    Optional<AnswerLayout.Texts> texts() {
        return groupedBy().map(literals -> literals.texts(weight(literals)));
    }

    private int weight(Dimension of) {
        return dimensions.subList(0, dimensions.indexOf(of)).stream()
                .mapToInt(Dimension::cells)
                .reduce(1, (a, b) -> a * b);
    }

    /** The number as SQL. Empty: there is nothing to compute. */
    Optional<String> sql(PlannerDialect dialect) {
        List<Dimension> computed = new ArrayList<>(dimensions);
        computed.removeIf(Idle.class::isInstance);
        groupedBy().ifPresent(computed::remove);
        if (computed.size() == 1 && weight(computed.get(0)) == 1) {
            return Optional.of(computed.get(0).ordinal(dialect));
        }
        return computed.stream()
                .map(dimension -> (weight(dimension) == 1 ? "" : weight(dimension) + " * ") + "("
                        + dimension.ordinal(dialect) + ")")
                .reduce((one, other) -> one + " + " + other);
    }

    List<Parameter> parameters() {
        return dimensions.stream()
                .flatMap(dimension -> dimension.parameters().stream())
                .toList();
    }
}
