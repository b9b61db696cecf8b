package io.serviceping.plan.aggregate;

import java.util.List;
import java.util.Set;

/** {@code min(x)} and {@code max(x)} of exact numbers. */
enum MinMax implements AggregateFunction {
    MIN("min", AccumulatorKind.MIN),
    MAX("max", AccumulatorKind.MAX);

    private final String called;
    private final AccumulatorKind accumulator;

    MinMax(String called, AccumulatorKind accumulator) {
        this.called = called;
        this.accumulator = accumulator;
    }

    @Override
    public Set<String> calledAs() {
        return Set.of(called);
    }

    @Override
    public List<AccumulatorKind> accumulators() {
        return List.of(accumulator);
    }

    @Override
    public boolean picksOneOfEquals() {
        return true;
    }
}
