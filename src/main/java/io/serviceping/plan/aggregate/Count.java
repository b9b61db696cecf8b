package io.serviceping.plan.aggregate;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code count(*)}: rows. {@code count(x)}: rows whose x is not NULL. */
enum Count implements AggregateFunction {
    COUNT_ROWS(Input.ROWS),
    COUNT(Input.VALUES);

    private final Input input;

    Count(Input input) {
        this.input = input;
    }

    @Override
    public Set<String> calledAs() {
        return Set.of("count");
    }

    @Override
    public Input input() {
        return input;
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
