package io.serviceping.plan.aggregate;

import java.util.List;
import java.util.Set;

/** {@code sum(x)} of exact numbers. A sum of floats would depend on the order of rows. */
enum Sum implements AggregateFunction {
    SUM;

    @Override
    public Set<String> calledAs() {
        return Set.of("sum");
    }

    @Override
    public List<AccumulatorKind> accumulators() {
        return List.of(AccumulatorKind.SUM);
    }

    @Override
    public boolean addsUp() {
        return true;
    }
}
