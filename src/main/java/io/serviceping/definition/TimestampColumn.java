package io.serviceping.definition;

/**
 * The column that the window is a condition on.
 *
 * @param expression the column as written, optionally qualified or quoted; valid in the outermost WHERE
 * @param unit how the column stores time
 */
public record TimestampColumn(String expression, TimestampUnit unit) {
    public TimestampColumn {
        if (expression.isBlank()) {
            throw new IllegalArgumentException("expression must not be blank");
        }
    }
}
