package io.serviceping.count.result;

import io.serviceping.plan.scan.PlannedMetric;
import java.time.Duration;
import java.util.Optional;

/**
 * A metric's outcome and its scan's duration.
 *
 * @param took zero or more; zero where nothing was run
 * @param apart the outcome in the shared scan, where that failed and the metric then ran as written
 * @param drift present where rows counted earlier have changed
 */
public record MetricResult(
        PlannedMetric metric,
        Outcome outcome,
        Duration took,
        Optional<Outcome.Unavailable> apart,
        Optional<Drift> drift) {
    public MetricResult(PlannedMetric metric, Outcome outcome, Duration took) {
        this(metric, outcome, took, Optional.empty(), Optional.empty());
    }

    public MetricResult {
        if (took.isNegative()) {
            throw new IllegalArgumentException("took must not be negative but was " + took);
        }
    }

    /** Marks that the metric ran as written because the shared scan failed. */
    public MetricResult apartFor(Outcome.Unavailable why) {
        return new MetricResult(metric, outcome, took, Optional.of(why), drift);
    }

    public MetricResult withDrift(Drift found) {
        return new MetricResult(metric, outcome, took, apart, Optional.of(found));
    }
}
