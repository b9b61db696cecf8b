package io.serviceping.plan.fusion;

import io.serviceping.plan.aggregate.SqlType;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * A literal and the value it stands for, so that two spellings of one value are seen to be the same.
 *
 * @param text the characters of a text or the word of a boolean; empty for a number
 * @param number a number without trailing zeros; 0 for the others
 */
record LiteralValue(String text, BigDecimal number) implements Comparable<LiteralValue> {
    private static final Comparator<LiteralValue> ORDER =
            Comparator.comparing((LiteralValue value) -> value.number()).thenComparing(LiteralValue::text);

    /** The value as the type sees it, or empty where that is not certain. */
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

    /** A backslash is an escape on a PostgreSQL with old settings. */
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
