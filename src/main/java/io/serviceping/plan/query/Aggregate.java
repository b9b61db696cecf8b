package io.serviceping.plan.query;

import io.serviceping.plan.aggregate.AggregateFunction;

/**
 * An aggregate over a metric's rows.
 *
 * @param argument the expression in canonical form; empty for a function of rows
 */
public record Aggregate(AggregateFunction function, String argument) {
    public Aggregate {
        if (argument.isEmpty() != (function.input() == AggregateFunction.Input.ROWS)) {
            throw new IllegalArgumentException("argument must be empty for a function of rows alone but was '"
                    + argument + "' for " + function.name());
        }
    }

    public boolean isDistinct() {
        return function.input() == AggregateFunction.Input.DISTINCT_VALUES;
    }
}
