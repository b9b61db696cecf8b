package io.serviceping.plan.scan;

import io.serviceping.plan.aggregate.AggregateFunction;
import io.serviceping.plan.aggregate.Division;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a metric's value is made from accumulators.
 *
 * @param parts its aggregates; never empty
 * @param finalExpression computes the value from the aggregates
 * @param keyed whether the value is an object with one value per key
 */
public record FusedAnswer(List<Part> parts, FinalExpression finalExpression, boolean keyed) {
    /**
     * How an aggregate is made from accumulators.
     *
     * @param accumulators for each accumulator kind of the function, the accumulators to combine
     * @param division Empty: the function does not divide
     */
    public record Part(AggregateFunction function, List<List<Integer>> accumulators, Optional<Division> division) {
        public Part {
            accumulators = accumulators.stream().map(List::copyOf).toList();
            if (accumulators.size() != function.accumulators().size()) {
                throw new IllegalArgumentException(
                        "accumulators must be there for " + function.accumulators() + " but were " + accumulators);
            } else if (division.isPresent() != function.divides()) {
                throw new IllegalArgumentException(
                        "division must be there for a function that divides alone but was " + division);
            }
        }
    }

    public Set<Integer> accumulators() {
        return parts.stream()
                .flatMap(part -> part.accumulators().stream())
                .flatMap(List::stream)
                .collect(Collectors.toSet());
    }

    public FusedAnswer {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("parts must not be empty");
        }
    }
}
