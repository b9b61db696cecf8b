package io.serviceping.definition;

/**
 * The column a window is put on.
 *
 * @param expression the column as the definition writes it, valid in the outermost WHERE; may be qualified or quoted
 * @param unit how it writes time
 */
public record TimestampColumn(String expression, TimestampUnit unit) {
    public TimestampColumn {
        if (expression.isBlank()) {
            throw new IllegalArgumentException("expression must not be blank");
        }
    }
}
