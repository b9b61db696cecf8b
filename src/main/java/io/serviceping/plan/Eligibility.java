package io.serviceping.plan;

import io.serviceping.definition.ValueType;
import java.util.Optional;
import java.util.stream.Stream;

/** Which metrics can be made of partial results without a change of their values. */
final class Eligibility {
    private final Expressions expressions;

    Eligibility(Expressions expressions) {
        this.expressions = expressions;
    }

    /** Why the metric has to run as written, or empty. */
    Optional<String> reasonAgainst(Asked asked) {
        Shape shape = asked.shape();
        ValueType fits = shape.grouping().isPresent() ? ValueType.OBJECT : ValueType.NUMBER;
        if (asked.metric().valueType() != fits) {
            return Optional.of("its value is not " + (fits == ValueType.NUMBER ? "a number" : "an object"));
        } else if (texts(asked).anyMatch(text -> text.indexOf('?') >= 0)) {
            return Optional.of("has a question mark");
        } else if (shape.grouping()
                .filter(one -> !expressions.typeOf(one).isKey())
                .isPresent()) {
            return Optional.of("groups by something other than a text, a whole number or a boolean");
        }
        return reasonAgainst(shape.aggregate());
    }

    private Optional<String> reasonAgainst(Aggregate aggregate) {
        return switch (aggregate.function()) {
            case COUNT_ROWS, COUNT -> Optional.empty();
            case COUNT_DISTINCT ->
                expressions.keyOf(aggregate.argument()).isPresent()
                        ? Optional.empty()
                        : Optional.of("counts distinct values that have no 64-bit key");
            case SUM, AVG, MIN, MAX ->
                expressions.typeOf(aggregate.argument()).isExact()
                        ? Optional.empty()
                        : Optional.of("aggregates something other than exact numbers");
        };
    }

    /** In a prepared statement a question mark is a parameter; in a literal of {@link Predicate.OneOf} it is not. */
    private static Stream<String> texts(Asked asked) {
        Shape shape = asked.shape();
        return Stream.of(
                        Stream.of(shape.source().from(), shape.aggregate().argument()),
                        shape.grouping().stream(),
                        asked.window().map(WindowColumn::expression).stream(),
                        shape.predicates().stream()
                                .map(predicate -> predicate instanceof Predicate.OneOf test
                                        ? test.expression()
                                        : predicate.sql()))
                .flatMap(some -> some);
    }
}
