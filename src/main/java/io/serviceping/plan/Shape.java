package io.serviceping.plan;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

    /**
     * The same shape when these columns are known to be boolean: then {@code flag} and {@code not flag} are tests for a
     * value like {@code flag = true}. H2 takes numbers as conditions too, so the text alone does not tell.
     */
    public Shape withBooleans(Set<String> columns) {
        List<Predicate> known = predicates.stream()
                .map(predicate -> predicate.withBooleans(columns))
                .distinct()
                .sorted(Comparator.comparing(Predicate::sql))
                .toList();
        return new Shape(source, known, aggregate, grouping);
    }
}
