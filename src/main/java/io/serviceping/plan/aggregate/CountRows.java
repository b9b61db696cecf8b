package io.serviceping.plan.aggregate;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code count(*)}: rows. */
enum CountRows implements AggregateFunction {
    COUNT_ROWS;

    @Override
    public Set<String> calledAs() {
        return Set.of("count");
    }

    @Override
    public Input input() {
        return Input.ROWS;
    }

    @Override
    public Optional<String> reasonAgainst(String argument, Expressions expressions) {
        return Optional.empty();
    }

    @Override
    public List<AccumulatorKind> accumulators() {
        return List.of(AccumulatorKind.COUNT);
    }

    @Override
    public Number value(List<@Nullable Number> accumulated, Optional<Division> division) {
        return Objects.requireNonNullElse(accumulated.get(0), BigDecimal.ZERO);
    }

    @Override
    public boolean addsUp() {
        return true;
    }
}
