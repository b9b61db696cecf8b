package io.serviceping.plan.aggregate;

/** How a database divides, in avg() and elsewhere. The result must have the same digits as the database's. */
public sealed interface Division {
    /** PostgreSQL's division of numerics: at least 16 significant digits (numeric.c, {@code select_div_scale}). */
    record Numeric() implements Division {}

    /** Integer division, truncated towards zero. */
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
