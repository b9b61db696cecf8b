package io.serviceping.plan.scan;

import io.serviceping.plan.query.Aggregate;
import io.serviceping.plan.query.AggregateQuery;
import java.util.Optional;

/**
 * One aggregate of a metric.
 *
 * @param number its index among the metric's aggregates
 * @param window the column of the metric's window. Empty: no window
 */
public record MetricAggregate(PlannedMetric metric, int number, AggregateQuery query, Optional<WindowColumn> window) {
    public Aggregate aggregate() {
        return query.aggregate();
    }

    public boolean countsDistinct() {
        return aggregate().isDistinct();
    }
}
