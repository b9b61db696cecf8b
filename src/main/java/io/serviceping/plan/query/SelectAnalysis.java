package io.serviceping.plan.query;

import java.util.List;
import java.util.Optional;

/** The result of analysing a metric's SELECT. */
public sealed interface SelectAnalysis {
    /**
     * The SELECT was understood, so the metric may share a scan.
     *
     * @param aggregates its aggregates, each with its predicates; all of one source and grouping
     * @param outer computes the value from the aggregates
     * @param windowColumn the column of the windows in canonical form, where the definition has one
     */
    record Understood(List<AggregateQuery> aggregates, OuterExpression outer, Optional<String> windowColumn)
            implements SelectAnalysis {
        public Understood {
            aggregates = List.copyOf(aggregates);
        }
    }

    /**
     * The SELECT was not understood, so the metric runs as written.
     *
     * @param why for the author, such as {@code has a subquery}
     */
    record AsWritten(String why) implements SelectAnalysis {}
}
