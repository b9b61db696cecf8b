package io.serviceping.plan.aggregate;

import java.util.Optional;

/** The database's knowledge of expressions over one source. */
public interface Expressions {
    /** The type; {@link SqlType.Kind#OTHER} where it is unknown. */
    SqlType typeOf(String expression);

    /**
     * A bigint key of the expression: NULL for NULL, equal for equal values, different for different values except when
     * a 64-bit hash collides. Examples: {@code user_id}, {@code hashtextextended(email, 0)}. Empty: there is no such
     * key.
     */
    Optional<String> keyOf(String expression);

    /**
     * Whether it is a column with so few distinct values, by statistics, that each can be a row of every answer. Where
     * the statistics are wrong, answers have more rows.
     */
    boolean hasFewValues(String expression);
}
