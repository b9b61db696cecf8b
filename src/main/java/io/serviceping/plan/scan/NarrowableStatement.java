package io.serviceping.plan.scan;

import java.util.Set;

/**
 * A statement that can be written with fewer metrics. Accumulators keep their meaning, so the results of several
 * versions can be combined.
 */
public interface NarrowableStatement {
    /** The metrics that have no value without the statement. */
    Set<PlannedMetric> metrics();

    /**
     * The statement without these metrics. Without all of its metrics it only counts rows, which shows whether their
     * common conditions fail.
     */
    FusedStatement without(Set<PlannedMetric> some);
}
