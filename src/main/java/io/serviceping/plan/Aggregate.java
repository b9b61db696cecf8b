package io.serviceping.plan;

/**
 * What is computed over a metric's rows.
 *
 * @param argument the expression in canonical form; empty for {@link Function#COUNT_ROWS}
 */
public record Aggregate(Function function, String argument) {
    /** The aggregates whose answers for parts of a table add up to the answer for the whole. */
    public enum Function {
        COUNT_ROWS,
        COUNT,
        COUNT_DISTINCT,
        SUM,
        AVG,
        MIN,
        MAX
    }

    public Aggregate {
        if (argument.isEmpty() != (function == Function.COUNT_ROWS)) {
            throw new IllegalArgumentException(
                    "argument must be empty for COUNT_ROWS alone but was '" + argument + "'");
        }
    }

    boolean isDistinct() {
        return function == Function.COUNT_DISTINCT;
    }
}
