package io.serviceping.plan.scan;

import java.util.Optional;

/**
 * A metric that runs as written.
 *
 * @param why for the author, such as {@code sums an inexact number}
 * @param lasting why this will not change, whatever the size of the table; empty: it may
 */
public record NotShared(PlannedMetric metric, String why, Optional<String> lasting) {
    public NotShared(PlannedMetric metric, String why) {
        this(metric, why, Optional.of(why));
    }
}
