package io.serviceping.plan;

import java.util.List;
import java.util.Optional;

/**
 * A metric's SELECT, taken apart. All texts are canonical: equal texts mean the same to the database.
 *
 * @param predicates what its WHERE joins by AND; each once, sorted by their SQL
 * @param grouping the one expression of GROUP BY, for a metric with a value per group
 */
public record Shape(Source source, List<Predicate> predicates, Aggregate aggregate, Optional<String> grouping) {
    public Shape {
        predicates = List.copyOf(predicates);
    }
}
