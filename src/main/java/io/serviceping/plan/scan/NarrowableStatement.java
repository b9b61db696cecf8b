package io.serviceping.plan.scan;

import java.util.Set;

/**
 * A statement that can be written with fewer metrics. A slot means the same in each version, so what one has found can be added
 * to what another finds.
 */
public interface NarrowableStatement {
    /** The metrics that have no value without the statement. */
    Set<PlannedMetric> metrics();

    /** Without all of them it counts rows, which shows whether the fault lies with what all ask alike. */
    FusedStatement without(Set<PlannedMetric> some);
}
