package io.serviceping.count;

import io.serviceping.plan.PlannedMetric;
import java.time.Duration;
import java.util.Optional;

/**
 * A metric, what became of it, and the time its scan took.
 *
 * @param took zero or more; zero where nothing was run
 * @param drift present where what was counted before is found to be wrong
 */
public record MetricResult(PlannedMetric metric, Outcome outcome, Duration took, Optional<Drift> drift) {
    /** A result without a drift. */
    public MetricResult(PlannedMetric metric, Outcome outcome, Duration took) {
        this(metric, outcome, took, Optional.empty());
    }

    public MetricResult {
        if (took.isNegative()) {
            throw new IllegalArgumentException("took must not be negative but was " + took);
        }
    }
}
