package io.serviceping.plan;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a metric's value is made from slots.
 *
 * @param parts its aggregates; never empty
 * @param finish what is computed of them
 * @param keyed whether the value is an object with a value for each key
 */
public record FusedAnswer(List<Part> parts, Finish finish, boolean keyed) {
    /**
     * How an aggregate is made from slots.
     *
     * @param slots their union is the value; the sums of an average
     * @param counts for an average, the numbers of values; else empty
     * @param division for an average, else empty
     */
    public record Part(
            Aggregate.Function function, List<Integer> slots, List<Integer> counts, Optional<Division> division) {
        public Part {
            slots = List.copyOf(slots);
            counts = List.copyOf(counts);
            if (division.isPresent() != (function == Aggregate.Function.AVG)) {
                throw new IllegalArgumentException("division must be there for AVG alone but was " + division);
            }
        }
    }

    /** All slots that the value is made of. */
    public Set<Integer> slots() {
        return parts.stream()
                .flatMap(part -> Stream.concat(part.slots().stream(), part.counts().stream()))
                .collect(Collectors.toSet());
    }

    public FusedAnswer {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("parts must not be empty");
        }
    }
}
