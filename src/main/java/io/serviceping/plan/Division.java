package io.serviceping.plan;

/** How a database's avg() divides the exact sum by the number of values; what comes out must be the same to the last digit. */
public sealed interface Division {
    /** PostgreSQL's division of numerics: at least 16 significant digits (numeric.c, {@code select_div_scale}). */
    record Numeric() implements Division {}

    /** H2's avg() of integers: a double. */
    record Floating() implements Division {}

    /**
     * H2's avg() of bigint and numeric.
     *
     * @param scale digits after the point; a half is rounded towards zero
     */
    record Scaled(int scale) implements Division {}
}
