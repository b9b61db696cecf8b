package io.serviceping.plan.query;

import java.util.Locale;
import java.util.Optional;
import net.sf.jsqlparser.expression.BooleanValue;
import net.sf.jsqlparser.expression.DateTimeLiteralExpression;
import net.sf.jsqlparser.expression.DateUnitExpression;
import net.sf.jsqlparser.expression.DoubleValue;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.IntervalExpression;
import net.sf.jsqlparser.expression.IntervalQualifier;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.NullValue;
import net.sf.jsqlparser.expression.SignedExpression;
import net.sf.jsqlparser.expression.StringValue;
import net.sf.jsqlparser.expression.TimeKeyExpression;
import net.sf.jsqlparser.schema.Column;

/** Writes columns and literals in canonical form. */
final class CanonicalValue {
    private static final String QUOTE = "'";

    private final ColumnNames columns;

    CanonicalValue(ColumnNames columns) {
        this.columns = columns;
    }

    String of(Expression expression) throws NotUnderstoodException {
        if (expression instanceof Column column) {
            return column(column);
        } else if (expression instanceof StringValue string) {
            return string(string);
        } else if (expression instanceof LongValue || expression instanceof DoubleValue) {
            return expression.toString().toLowerCase(Locale.ROOT);
        } else if (expression instanceof BooleanValue truth) {
            return Boolean.toString(truth.getValue());
        } else if (expression instanceof NullValue) {
            return "null";
        } else if (expression instanceof DateTimeLiteralExpression time) {
            return time.getType().name().toLowerCase(Locale.ROOT) + " " + quoted(time.getValue());
        } else if (expression instanceof IntervalExpression interval && interval.getParameter() != null) {
            return interval(interval);
        } else if (expression instanceof TimeKeyExpression key) {
            throw reads(key.getStringValue());
        } else if (expression instanceof DateUnitExpression unit) {
            throw new NotUnderstoodException("has the name " + unit.toString().toLowerCase(Locale.ROOT)
                    + ", which is also a unit of time; a column of another name would share a scan");
        }
        throw NotUnderstoodException.has(expression);
    }

    /** Whether it is a literal other than NULL. */
    static boolean isValue(Expression expression) {
        return expression instanceof StringValue
                || expression instanceof LongValue
                || expression instanceof DoubleValue
                || expression instanceof BooleanValue
                || expression instanceof DateTimeLiteralExpression;
    }

    static boolean isPositive(Expression expression) {
        return (expression instanceof LongValue whole
                        && whole.getBigIntegerValue().signum() > 0)
                || (expression instanceof DoubleValue number && number.getValue() >= 1);
    }

    /**
     * The literal, where its text identifies the value: a string, a boolean, an integer without leading zeros. Not
     * {@code 1.0}, which equals {@code 1}.
     */
    static Optional<String> plain(Expression expression) {
        if (expression instanceof StringValue string && isPlain(string)) {
            return Optional.of(QUOTE + string.getValue() + QUOTE);
        } else if (expression instanceof BooleanValue truth) {
            return Optional.of(Boolean.toString(truth.getValue()));
        } else if (expression instanceof LongValue number) {
            return Optional.of(number.getStringValue()).filter(text -> text.equals("0") || isWhole(text));
        } else if (expression instanceof SignedExpression signed
                && signed.getSign() == '-'
                && signed.getExpression() instanceof LongValue number) {
            return Optional.of(number.getStringValue())
                    .filter(CanonicalValue::isWhole)
                    .map(text -> "-" + text);
        }
        return Optional.empty();
    }

    private static boolean isWhole(String text) {
        return text.charAt(0) != '0' && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isPlain(StringValue string) {
        return string.getPrefix() == null && QUOTE.equals(string.getQuoteStr());
    }

    private String column(Column column) throws NotUnderstoodException {
        String name = column.getFullyQualifiedName().toLowerCase(Locale.ROOT);
        if (KnownFunctions.isValue(name)) {
            throw reads(name);
        }
        return columns.of(column);
    }

    private static String string(StringValue string) throws NotUnderstoodException {
        if (!isPlain(string)) {
            throw NotUnderstoodException.has(string);
        }
        return quoted(QUOTE + string.getValue() + QUOTE);
    }

    private static String quoted(String literal) throws NotUnderstoodException {
        if (!literal.startsWith(QUOTE)) {
            throw NotUnderstoodException.has(literal);
        } else if (KnownFunctions.namesMoment(literal)) {
            throw new NotUnderstoodException("has " + literal + ", which may be another moment for each statement");
        }
        return literal;
    }

    private static String interval(IntervalExpression interval) throws NotUnderstoodException {
        String amount = interval.getParameter();
        IntervalQualifier unit = interval.getIntervalQualifier();
        return "interval "
                + (amount.startsWith(QUOTE) ? quoted(amount) : amount)
                + (unit == null ? "" : " " + unit.toString().toLowerCase(Locale.ROOT));
    }

    private static NotUnderstoodException reads(String name) {
        return new NotUnderstoodException(
                "reads " + name.toLowerCase(Locale.ROOT) + ", which may be another value for each statement");
    }
}
