package io.serviceping.plan.fusion;

import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.query.Predicate;
import io.serviceping.plan.scan.MetricAggregate;
import java.util.List;

/** An expression that assigns each row of a source to a cell, numbered from 0; NULL for rows that no metric needs. */
sealed interface Dimension permits TimeBuckets, LiteralDimension, PredicateDimension, Idle {
    int cells();

    /** The dimension reduced to what these metrics need, with the same number of cells. */
    Dimension of(List<MetricAggregate> metrics);

    String ordinal(PlannerDialect dialect);

    List<Parameter> parameters();

    /** Whether the metric needs the rows of the cell, as far as this dimension decides. */
    boolean accepts(MetricAggregate aggregate, int cell);

    /**
     * The cell of the same rows one week later; negative for none. The cell itself where time is not split into weeks.
     */
    default int aWeekLater(int cell) {
        return cell;
    }

    /** Whether the cells show which rows satisfy the predicate. */
    default boolean decides(Predicate predicate) {
        return false;
    }

    /** Whether some rows have no cell. */
    default boolean leavesRowsOut() {
        return false;
    }

    /** Estimated time to compute the ordinal of one row. */
    double nanosPerRow();
}
