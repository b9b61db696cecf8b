package io.serviceping.plan.aggregate;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code avg(x)} of exact numbers: the sum, finally divided as the database divides. */
enum Average implements AggregateFunction {
    AVG;

    @Override
    public Set<String> calledAs() {
        return Set.of("avg");
    }

    @Override
    public List<AccumulatorKind> accumulators() {
        return List.of(AccumulatorKind.SUM, AccumulatorKind.COUNT);
    }

    @Override
    public @Nullable Number value(List<@Nullable Number> accumulated, Optional<Division> division) {
        Number sum = accumulated.get(0);
        Number count = accumulated.get(1);
        return sum == null || count == null ? null : ExactNumbers.quotient(sum, count, division.orElseThrow());
    }

    @Override
    public boolean divides() {
        return true;
    }
}
