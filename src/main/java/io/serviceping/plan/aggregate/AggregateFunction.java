package io.serviceping.plan.aggregate;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate function whose partial values combine exactly, in any order, to its value for the whole table.
 * {@link AggregateFunctions#ALL} lists the implementations.
 */
public interface AggregateFunction {
    /** What stands in the parentheses of a call. */
    enum Input {
        /** {@code *}, or a constant that is not NULL. */
        ROWS,
        VALUES,
        DISTINCT_VALUES
    }

    /** Unique; a stored result is used only for the function of the same name. */
    String name();

    /** The names in SQL, in lower case. */
    Set<String> calledAs();

    default Input input() {
        return Input.VALUES;
    }

    /**
     * Why partial values of this argument would not combine to the exact value. Empty: they do, as for exact numbers.
     */
    default Optional<String> reasonAgainst(String argument, Expressions expressions) {
        return expressions.typeOf(argument).isExact()
                ? Optional.empty()
                : Optional.of("aggregates something other than exact numbers");
    }

    /** The accumulators, in the order in which {@link #value} takes them. */
    List<AccumulatorKind> accumulators();

    default String accumulated(String argument) {
        return argument;
    }

    /**
     * The function's value; null for SQL's NULL.
     *
     * @param accumulated the number of each accumulator; null without values; for a set, its size
     * @param division how the database's avg() divides the argument. Empty: {@link #divides} is false
     */
    default @Nullable Number value(List<@Nullable Number> accumulated, Optional<Division> division) {
        return accumulated.get(0);
    }

    default boolean divides() {
        return false;
    }

    /** Whether the value is a boolean: {@link #value} then returns 0 for false and 1 for true. */
    default boolean isTruth() {
        return false;
    }

    /** Whether the values of disjoint groups add up to the value of all rows. */
    default boolean addsUp() {
        return false;
    }

    /**
     * Whether the value may be any of several equal decimals, {@code 1.0} or {@code 1.00}, depending on the order of
     * rows.
     */
    default boolean picksOneOfEquals() {
        return false;
    }
}
