package io.serviceping.plan.fusion;

import io.serviceping.plan.aggregate.SqlType;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * A literal's value, equal for different spellings of the same value.
 *
 * @param text the characters of a text or the word of a boolean; empty for a number
 * @param number a number without trailing zeros; 0 for texts and booleans
 */
record LiteralValue(String text, BigDecimal number) implements Comparable<LiteralValue> {
    private static final Comparator<LiteralValue> ORDER =
            Comparator.comparing((LiteralValue value) -> value.number()).thenComparing(LiteralValue::text);

    /** The value in the given type. Empty: the value is uncertain. */
    static Optional<LiteralValue> of(String sql, SqlType type) {
        if (type.isText()) {
            return text(sql);
        } else if (type.isExact()) {
            return number(sql);
        }
        String word = sql.toLowerCase(Locale.ROOT);
        return type.kind() == SqlType.Kind.BOOLEAN && (word.equals("true") || word.equals("false"))
                ? Optional.of(new LiteralValue(word, BigDecimal.ZERO))
                : Optional.empty();
    }

    @Override
    public int compareTo(LiteralValue other) {
        return ORDER.compare(this, other);
    }

    /** Empty for a text with a backslash, which older PostgreSQL settings read as an escape. */
    private static Optional<LiteralValue> text(String sql) {
        return sql.length() >= 2 && sql.startsWith("'") && sql.endsWith("'") && sql.indexOf('\\') < 0
                ? Optional.of(
                        new LiteralValue(sql.substring(1, sql.length() - 1).replace("''", "'"), BigDecimal.ZERO))
                : Optional.empty();
    }

    private static Optional<LiteralValue> number(String sql) {
        try {
            return Optional.of(new LiteralValue("", new BigDecimal(sql).stripTrailingZeros()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
