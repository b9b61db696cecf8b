package io.serviceping.plan.aggregate;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code count(distinct x)}: the number of distinct values that are not NULL; an estimate once the set is a sketch. */
enum CountDistinct implements AggregateFunction {
    COUNT_DISTINCT;

    @Override
    public Set<String> calledAs() {
        return Set.of("count");
    }

    @Override
    public Input input() {
        return Input.DISTINCT_VALUES;
    }

    @Override
    public Optional<String> reasonAgainst(String argument, Expressions expressions) {
        return expressions.keyOf(argument).isPresent()
                ? Optional.empty()
                : Optional.of("counts distinct values that have no 64-bit key; ::text gives one to an enumeration");
    }

    @Override
    public List<AccumulatorKind> accumulators() {
        return List.of(AccumulatorKind.SET);
    }
}
