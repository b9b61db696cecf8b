package io.serviceping.plan.aggregate;

import java.util.Optional;

/** What the database knows of the expressions over one source. */
public interface Expressions {
    /** The type; {@link SqlType.Kind#OTHER} where it is not known. */
    SqlType typeOf(String expression);

    /**
     * A bigint expression that is NULL for NULL and, but for collisions of a 64-bit hash, equal for equal values only:
     * {@code user_id}, or {@code hashtextextended(email, 0)}. Empty where there is none.
     */
    Optional<String> keyOf(String expression);

    /**
     * Whether it is a column of which statistics say that it has so few different values that each can be a row of every
     * answer. They may be wrong: an answer then has more rows.
     */
    boolean hasFewValues(String expression);
}
