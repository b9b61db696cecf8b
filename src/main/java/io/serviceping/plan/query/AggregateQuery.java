package io.serviceping.plan.query;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A metric's SELECT, analysed. All texts are canonical: equal texts have the same meaning in the database.
 *
 * @param predicates the conditions that its WHERE joins by AND; distinct, sorted by their SQL
 * @param grouping the one expression of GROUP BY, for a metric with a value per group
 * @param risks the operations that may fail for some types of operands, by the text that contains them: the source, the
 *     grouping, the aggregate's argument, or a predicate; in the order of the SELECT
 * @param guarded whether the aggregate's argument may fail for rows that a condition excludes
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

    /** A query in which no operation can fail. */
    public AggregateQuery(Source source, List<Predicate> predicates, Aggregate aggregate, Optional<String> grouping) {
        this(source, predicates, aggregate, grouping, Map.of(), false);
    }

    public AggregateQuery with(List<Predicate> some, boolean argumentIsGuarded) {
        return new AggregateQuery(source, some, aggregate, grouping, risks, argumentIsGuarded);
    }
}
