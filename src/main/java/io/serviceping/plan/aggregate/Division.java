package io.serviceping.plan.aggregate;

/** How a database divides, be it for avg() or for an author; what comes out must be the same to the last digit. */
public sealed interface Division {
    /** PostgreSQL's division of numerics: at least 16 significant digits (numeric.c, {@code select_div_scale}). */
    record Numeric() implements Division {}

    /** Of whole numbers: what is behind the point is cut off. */
    record Whole() implements Division {}

    /** H2's avg() of integers: a double. */
    record Floating() implements Division {}

    /**
     * H2's avg() of bigint and numeric, and its division of numerics.
     *
     * @param scale digits after the point; a half is rounded towards zero
     */
    record Scaled(int scale) implements Division {}
}
