package io.serviceping.plan.aggregate;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate function whose values for parts of a table combine to its value for the whole, exactly and in any order. Its
 * implementation has all that is known of it: how SQL calls it, for which arguments it is exact, what is accumulated, and how
 * the value is made of that. {@link AggregateFunctions#ALL} lists the implementations.
 */
public interface AggregateFunction {
    /** What a call has in its parentheses. */
    enum Input {
        /** {@code *}, or a constant that is not NULL. */
        ROWS,
        /** An expression. */
        VALUES,
        /** DISTINCT and an expression. */
        DISTINCT_VALUES
    }

    /** Different for each function; a stored result is used again only for the same name. */
    String name();

    /** The names in SQL, in lower case. */
    Set<String> calledAs();

    default Input input() {
        return Input.VALUES;
    }

    /** Why partial values of this argument would not combine to the exact value; empty where they do: for exact numbers. */
    default Optional<String> reasonAgainst(String argument, Expressions expressions) {
        return expressions.typeOf(argument).isExact()
                ? Optional.empty()
                : Optional.of("aggregates something other than exact numbers");
    }

    /** What is accumulated, in the order in which {@link #value} takes it. */
    List<AccumulatorKind> accumulators();

    /** The expression that is accumulated. */
    default String accumulated(String argument) {
        return argument;
    }

    /**
     * The function's value, null for SQL's NULL.
     *
     * @param accumulated the number of each accumulator, null where no row had a value; of a set the number of its values
     * @param division how the database's avg() divides the argument; empty unless {@link #divides}
     */
    default @Nullable Number value(List<@Nullable Number> accumulated, Optional<Division> division) {
        return accumulated.get(0);
    }

    /** Whether {@link #value} divides. */
    default boolean divides() {
        return false;
    }

    /** Whether the value is a boolean: {@link #value} then returns 0 for false. */
    default boolean isTruth() {
        return false;
    }

    /** Whether the values of groups add up to the value of all rows. */
    default boolean addsUp() {
        return false;
    }

    /** Whether the value is one of several equal decimals, {@code 1.0} or {@code 1.00}, by the order of rows. */
    default boolean picksOneOfEquals() {
        return false;
    }
}
