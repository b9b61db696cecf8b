package io.serviceping.count;

import io.serviceping.plan.PlannedMetric;
import java.time.Duration;

/**
 * A metric, what became of it, and the time its scan took.
 *
 * @param took zero or more; zero where nothing was run
 */
public record MetricResult(PlannedMetric metric, Outcome outcome, Duration took) {
    public MetricResult {
        if (took.isNegative()) {
            throw new IllegalArgumentException("took must not be negative but was " + took);
        }
    }
}
