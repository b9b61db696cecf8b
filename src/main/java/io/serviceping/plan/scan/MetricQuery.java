package io.serviceping.plan.scan;

import io.serviceping.plan.query.AggregateQuery;
import io.serviceping.plan.query.OuterExpression;
import io.serviceping.plan.query.Source;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The analysed query of a metric, to be answered by a shared scan.
 *
 * @param aggregates its aggregates, each with its predicates; all of one source and grouping
 * @param outer computes the value from the aggregates
 * @param window the column of its window. Empty: no window
 */
public record MetricQuery(
        PlannedMetric metric, List<AggregateQuery> aggregates, OuterExpression outer, Optional<WindowColumn> window) {
    public MetricQuery {
        aggregates = List.copyOf(aggregates);
        if (aggregates.isEmpty()) {
            throw new IllegalArgumentException("aggregates must not be empty");
        } else if (window.isPresent() != metric.timeFrame().isWindow()) {
            throw new IllegalArgumentException("window must be there for a windowed metric alone but was " + window
                    + " for time frame " + metric.timeFrame().text());
        }
    }

    public Source source() {
        return aggregates.get(0).source();
    }

    public Optional<String> grouping() {
        return aggregates.get(0).grouping();
    }

    public boolean countsDistinct() {
        return aggregates.stream().anyMatch(query -> query.aggregate().isDistinct());
    }

    public List<MetricAggregate> parts() {
        return IntStream.range(0, aggregates.size())
                .mapToObj(number -> new MetricAggregate(metric, number, aggregates.get(number), window))
                .toList();
    }
}
