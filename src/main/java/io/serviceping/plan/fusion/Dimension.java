package io.serviceping.plan.fusion;

import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.query.Predicate;
import io.serviceping.plan.scan.MetricAggregate;
import java.util.List;

/** An expression that sorts a source's rows into numbered cells, from 0 up; NULL for rows that no metric asks for. */
sealed interface Dimension permits TimeBuckets, LiteralDimension, PredicateDimension, Idle {
    int cells();

    /** What is left of it when only these metrics ask, with as many cells. */
    Dimension of(List<MetricAggregate> metrics);

    String ordinal(PlannerDialect dialect);

    /** The values of the ordinal's {@code ?}. */
    List<Parameter> parameters();

    /** Whether the metric wants the rows of the cell, as far as this dimension has a say. */
    boolean accepts(MetricAggregate asked, int cell);

    /**
     * The cell that a cell's rows are in when the same is asked a week later; negative for none. Only where time is cut
     * into weeks.
     */
    default int aWeekLater(int cell) {
        return cell;
    }

    /** Whether the cells say which rows satisfy the predicate. */
    boolean decides(Predicate predicate);

    /** Whether some rows have no cell. */
    boolean leavesRowsOut();

    /** Estimated time to compute the ordinal for one row. */
    double nanosPerRow();
}
