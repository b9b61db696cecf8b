package io.serviceping.plan;

import java.util.Optional;

/**
 * A metric that was understood, to be answered by a shared scan.
 *
 * @param window where its window is put; empty for a metric without one
 */
public record Asked(PlannedMetric metric, Shape shape, Optional<WindowColumn> window) {
    public Asked {
        if (window.isPresent() != metric.timeFrame().isWindow()) {
            throw new IllegalArgumentException("window must be there for a windowed metric alone but was " + window
                    + " for time frame " + metric.timeFrame().text());
        }
    }

    Aggregate aggregate() {
        return shape.aggregate();
    }

    boolean countsDistinct() {
        return aggregate().function() == Aggregate.Function.COUNT_DISTINCT;
    }
}
