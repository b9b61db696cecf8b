package io.serviceping.plan.aggregate;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code bool_and(x)} and {@code bool_or(x)}. NULLs are ignored; without other values the value is NULL. The
 * accumulator is the minimum or maximum of 0 for false and 1 for true.
 */
enum BoolAndOr implements AggregateFunction {
    BOOL_AND(AccumulatorKind.MIN),
    BOOL_OR(AccumulatorKind.MAX);

    private final AccumulatorKind accumulator;

    BoolAndOr(AccumulatorKind accumulator) {
        this.accumulator = accumulator;
    }

    @Override
    public Set<String> calledAs() {
        return this == BOOL_AND ? Set.of("bool_and", "every") : Set.of("bool_or");
    }

    @Override
    public Optional<String> reasonAgainst(String argument, Expressions expressions) {
        return expressions.typeOf(argument).kind() == SqlType.Kind.BOOLEAN
                ? Optional.empty()
                : Optional.of("asks of something other than a boolean whether it is true");
    }

    @Override
    public List<AccumulatorKind> accumulators() {
        return List.of(accumulator);
    }

    @Override
    public String accumulated(String argument) {
        return "cast(" + argument + " as integer)";
    }

    @Override
    public boolean isTruth() {
        return true;
    }
}
