package io.serviceping.plan.query;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A metric's SELECT, taken apart. All texts are canonical: equal texts mean the same to the database.
 *
 * @param predicates what its WHERE joins by AND; each once, sorted by their SQL
 * @param grouping the one expression of GROUP BY, for a metric with a value per group
 * @param risks the operations that may fail for some types of operands, by the text they are in: that of the source, the
 *     grouping, the aggregate's argument, or a predicate; in the order of the SELECT
 * @param guarded whether the aggregate's argument may fail for rows that a condition leaves out
 */
public record AggregateQuery(
        Source source,
        List<Predicate> predicates,
        Aggregate aggregate,
        Optional<String> grouping,
        Map<String, List<Operation>> risks,
        boolean guarded) {
    public AggregateQuery {
        predicates = List.copyOf(predicates);
        risks = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(risks));
    }

    /** One in which nothing can fail. */
    public AggregateQuery(Source source, List<Predicate> predicates, Aggregate aggregate, Optional<String> grouping) {
        this(source, predicates, aggregate, grouping, Map.of(), false);
    }

    public AggregateQuery with(List<Predicate> some, boolean argumentIsGuarded) {
        return new AggregateQuery(source, some, aggregate, grouping, risks, argumentIsGuarded);
    }
}
