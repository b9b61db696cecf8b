package io.serviceping.plan.query;

import java.util.List;
import java.util.Optional;

/** Whether a metric's SELECT could be taken apart. */
public sealed interface SelectAnalysis {
    /**
     * It could: the metric may share a scan.
     *
     * @param shapes its aggregates, each with the rows it is over; of one source and grouping
     * @param wrapping what is computed of them
     * @param windowColumn the column that windows are put on, in canonical form, where the definition has one
     */
    record Understood(List<AggregateQuery> shapes, OuterExpression wrapping, Optional<String> windowColumn)
            implements SelectAnalysis {
        public Understood {
            shapes = List.copyOf(shapes);
        }
    }

    /**
     * It could not: it runs as written, as one statement.
     *
     * @param why for the author, such as {@code has a subquery}
     */
    record AsWritten(String why) implements SelectAnalysis {}
}
