package io.serviceping.count.result;

import io.serviceping.definition.ValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a result set as the value that the metric's definition declares. */
public final class AnswerReader {
    /** Maximum groups read; a query that returns more has no value. */
    public static final int MOST_GROUPS_READ = 100_000;

    public static final String TOO_MANY_GROUPS = "too many groups: more than " + MOST_GROUPS_READ;

    /** Where no row matches, an aggregate or a scalar subselect returns NULL. */
    private static final String NO_ROW =
            "no row where one must be; max(…) around the column, or select (select …), gives NULL instead";

    private static final int LONGEST_TEXT = 1_000;
    private static final int MOST_DIGITS = 1_000;

    /** The result set does not match the definition; the message is safe for the payload. */
    public static final class UnexpectedAnswer extends Exception {
        private static final long serialVersionUID = 1L;

        private final @Nullable String detail;

        public UnexpectedAnswer(String message) {
            super(message);
            this.detail = null;
        }

        UnexpectedAnswer(AnswerShape.Misfit misfit) {
            super(misfit.reason());
            this.detail = misfit.detail();
        }

        public Outcome.Unavailable outcome() {
            return new Outcome.Unavailable(Outcome.Why.ERROR, String.valueOf(getMessage()), detail);
        }
    }

    /** Number of rows to fetch, so that too many rows are detected. */
    public static int rowsToFetch(ValueType type) {
        return type == ValueType.OBJECT ? MOST_GROUPS_READ + 1 : 2;
    }

    /**
     * Reads the value of a metric that runs as written.
     *
     * @param addsUp whether the value of several groups together is the sum of their values
     */
    public MetricValue read(ResultSet rows, ValueType type, boolean addsUp) throws SQLException, UnexpectedAnswer {
        Optional<AnswerShape.Misfit> misfit = AnswerShape.misfit(rows.getMetaData(), type);
        if (misfit.isPresent()) {
            throw new UnexpectedAnswer(misfit.get());
        }
        return type == ValueType.OBJECT ? groups(rows, addsUp) : single(rows);
    }

    private static MetricValue single(ResultSet rows) throws SQLException, UnexpectedAnswer {
        if (!rows.next()) {
            throw new UnexpectedAnswer(NO_ROW);
        }
        MetricValue value = valueAt(rows, 1);
        if (rows.next()) {
            throw new UnexpectedAnswer("more than one row");
        }
        return value;
    }

    private static MetricValue groups(ResultSet rows, boolean addsUp) throws SQLException, UnexpectedAnswer {
        Map<@Nullable String, MetricValue> found = new LinkedHashMap<>();
        while (rows.next()) {
            if (found.put(key(rows), valueAt(rows, 2)) != null) {
                throw new UnexpectedAnswer("two rows with the same key");
            }
        }
        if (found.size() > MOST_GROUPS_READ) {
            throw new UnexpectedAnswer(TOO_MANY_GROUPS);
        }
        if (found.size() > GroupRanking.MOST_GROUPS) {
            return GroupRanking.largestFirst(found, folded -> addsUp ? sum(found, folded) : Optional.empty());
        }
        NamedGroups named = NamedGroups.of(found);
        return named.named(new MetricValue.Grouped(named.values()));
    }

    /** As SQL's sum: NULL where no group has a number. */
    private static Optional<MetricValue> sum(Map<@Nullable String, MetricValue> groups, Set<@Nullable String> keys) {
        Optional<BigDecimal> sum = keys.stream()
                .map(groups::get)
                .filter(MetricValue.Numeric.class::isInstance)
                .map(value -> ((MetricValue.Numeric) value).value())
                .reduce(BigDecimal::add);
        return Optional.of(sum.<MetricValue>map(MetricValue.Numeric::new).orElseGet(MetricValue.Null::new));
    }

    /** Writes a boolean as true or false; drivers differ. */
    private static @Nullable String key(ResultSet rows) throws SQLException {
        boolean truth = AnswerShape.isTruth(rows.getMetaData(), 1);
        return truth && rows.getObject(1) instanceof Boolean value ? value.toString() : rows.getString(1);
    }

    private static MetricValue valueAt(ResultSet rows, int column) throws SQLException, UnexpectedAnswer {
        boolean longText = rows.getMetaData().getColumnType(column) == Types.CLOB;
        return valueOf(longText ? rows.getString(column) : rows.getObject(column));
    }

    private static MetricValue valueOf(@Nullable Object value) throws UnexpectedAnswer {
        if (value == null) {
            return new MetricValue.Null();
        } else if (value instanceof Boolean truth) {
            return new MetricValue.Truth(truth);
        } else if (value instanceof String text) {
            return new MetricValue.Text(sendable(text));
        } else if (value instanceof Number number) {
            return new MetricValue.Numeric(exact(number));
        }
        throw new UnexpectedAnswer("neither a number, a string nor a boolean");
    }

    private static BigDecimal exact(Number number) throws UnexpectedAnswer {
        if (number instanceof BigDecimal decimal) {
            return bounded(decimal);
        } else if (number instanceof BigInteger integer) {
            return bounded(new BigDecimal(integer));
        } else if (number instanceof Double || number instanceof Float) {
            if (!Double.isFinite(number.doubleValue())) {
                throw new UnexpectedAnswer("not a finite number");
            }
            return new BigDecimal(number.toString());
        }
        return BigDecimal.valueOf(number.longValue());
    }

    /**
     * The same number, if it can be sent.
     *
     * @throws UnexpectedAnswer when the number is too long to be sent
     */
    public static BigDecimal bounded(BigDecimal decimal) throws UnexpectedAnswer {
        if (decimal.precision() > MOST_DIGITS || Math.abs((long) decimal.scale()) > MOST_DIGITS) {
            throw new UnexpectedAnswer("a number of more than " + MOST_DIGITS + " digits");
        }
        return decimal;
    }

    /**
     * @throws UnexpectedAnswer when a payload cannot hold the text
     */
    static String sendable(String text) throws UnexpectedAnswer {
        // H2's SUBSTRING can cut a surrogate pair; half a pair has no UTF-8 encoding.
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new UnexpectedAnswer("a string with half a character");
        }
        if (text.codePointCount(0, text.length()) > LONGEST_TEXT) {
            throw new UnexpectedAnswer("a string of more than " + LONGEST_TEXT + " characters");
        }
        return text;
    }
}
