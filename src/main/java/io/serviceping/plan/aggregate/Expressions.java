package io.serviceping.plan.aggregate;

import java.util.Optional;

/** The database's knowledge of expressions over one source. */
public interface Expressions {
    /** The type; {@link SqlType.Kind#OTHER} where it is unknown. */
    SqlType typeOf(String expression);

    /**
     * A bigint key: NULL for NULL, and equal for equal values only, unless a 64-bit hash collides: {@code user_id},
     * {@code hashtextextended(email, 0)}. Empty: there is no such key.
     */
    Optional<String> keyOf(String expression);

    /**
     * Whether it is a column with so few distinct values, by statistics, that each can be a row of every answer. Wrong
     * statistics only make answers longer.
     */
    boolean hasFewValues(String expression);
}
