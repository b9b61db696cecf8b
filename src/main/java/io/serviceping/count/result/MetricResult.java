package io.serviceping.count.result;

import io.serviceping.plan.scan.PlannedMetric;
import java.time.Duration;
import java.util.Optional;

/**
 * A metric, what became of it, and the time its scan took.
 *
 * @param took zero or more; zero where nothing was run
 * @param apart what became of it in the scan that it was to share, where that failed and it was asked on its own
 * @param drift present where what was counted before is found to be wrong
 */
public record MetricResult(
        PlannedMetric metric,
        Outcome outcome,
        Duration took,
        Optional<Outcome.Unavailable> apart,
        Optional<Drift> drift) {
    /** A result without a drift. */
    public MetricResult(PlannedMetric metric, Outcome outcome, Duration took) {
        this(metric, outcome, took, Optional.empty(), Optional.empty());
    }

    public MetricResult {
        if (took.isNegative()) {
            throw new IllegalArgumentException("took must not be negative but was " + took);
        }
    }

    /** The same, asked on its own since the scan that it was to share failed. */
    public MetricResult apartFor(Outcome.Unavailable why) {
        return new MetricResult(metric, outcome, took, Optional.of(why), drift);
    }

    public MetricResult withDrift(Drift found) {
        return new MetricResult(metric, outcome, took, apart, Optional.of(found));
    }
}
