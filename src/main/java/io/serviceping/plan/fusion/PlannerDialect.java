package io.serviceping.plan.fusion;

import io.serviceping.plan.aggregate.Division;
import io.serviceping.plan.aggregate.SqlType;
import io.serviceping.plan.scan.FinalExpression;
import java.math.RoundingMode;
import java.util.List;

/** The differences between databases in the SQL that the planner writes. */
public enum PlannerDialect {
    POSTGRESQL {
        @Override
        String bit(String position) {
            return "cast(1 as bigint) << " + position;
        }

        @Override
        String bitOr(String bits) {
            return "bit_or(" + bits + ")";
        }

        @Override
        boolean packs() {
            return true;
        }

        @Override
        String packed(String values) {
            return "string_agg(int8send(" + values + "), '')";
        }

        /**
         * PostgreSQL's optimizer does not merge a subquery with OFFSET, so each column is computed once per row, and a
         * computed column is estimated at 200 values.
         */
        @Override
        String fence() {
            return " offset 0";
        }

        @Override
        String textKey(String expression, SqlType type) {
            return "cast(" + expression + " as text)";
        }

        @Override
        boolean sortsBytes(List<String> texts) {
            return texts.stream().allMatch(text -> text.chars().allMatch(c -> c < FIRST_NOT_ASCII));
        }

        @Override
        String byBytes(String expression) {
            return expression + " collate \"C\"";
        }

        @Override
        Division division(SqlType type) {
            return new Division.Numeric();
        }

        @Override
        Division quotient(SqlType type) {
            return new Division.Numeric();
        }

        @Override
        FinalExpression wholeOf(FinalExpression value) {
            return new FinalExpression.Rounded(value, 0, RoundingMode.HALF_UP);
        }

        @Override
        String tooManyDigits() {
            return FinalExpression.Bounds.OUT_OF_RANGE;
        }
    },
    H2 {
        @Override
        String bit(String position) {
            return "lshift(cast(1 as bigint), " + position + ")";
        }

        @Override
        String bitOr(String bits) {
            return "bit_or_agg(" + bits + ")";
        }

        @Override
        boolean packs() {
            return false;
        }

        @Override
        String packed(String values) {
            throw new IllegalStateException("H2 brings distinct values with masks");
        }

        /** H2 does not merge subqueries. */
        @Override
        String fence() {
            return "";
        }

        @Override
        String textKey(String expression, SqlType type) {
            String text = "cast(" + expression + " as varchar)";
            return type.kind() == SqlType.Kind.BOOLEAN ? "lower(" + text + ")" : text;
        }

        @Override
        boolean sortsBytes(List<String> texts) {
            return false;
        }

        @Override
        String byBytes(String expression) {
            throw new IllegalStateException("H2 sorts by the collation of the database");
        }

        @Override
        Division division(SqlType type) {
            return switch (type.kind()) {
                case SMALLINT, INTEGER -> new Division.Floating();
                case BIGINT -> new Division.Scaled(H2_MORE_DIGITS);
                default ->
                    new Division.Scaled(
                            type.scale() + Math.max(0, Math.min(H2_MORE_DIGITS, H2_DIGITS - type.precision())));
            };
        }

        @Override
        Division quotient(SqlType type) {
            return new Division.Scaled(type.scale());
        }

        /** H2 checks the range of a bigint before it rounds. */
        @Override
        FinalExpression wholeOf(FinalExpression value) {
            return new FinalExpression.Rounded(
                    new FinalExpression.Within(value, FinalExpression.Bounds.ofBits(Long.SIZE)),
                    0,
                    RoundingMode.HALF_UP);
        }

        @Override
        String tooManyDigits() {
            return "22001";
        }
    };

    private static final int FIRST_NOT_ASCII = 128;
    /** Digits that H2's average adds to a column's scale, and the most digits of a number in H2. */
    private static final int H2_MORE_DIGITS = 10;

    private static final int H2_DIGITS = 100_000;

    /** A bigint with only that bit set. */
    abstract String bit(String position);

    /** The bitwise OR aggregate. */
    abstract String bitOr(String bits);

    abstract boolean packs();

    /**
     * The aggregate that concatenates bigints: 8 bytes each, most significant byte first, in any order, with
     * duplicates; NULL without values.
     */
    abstract String packed(String values);

    /** The end of a subquery that must not be merged into the outer query. */
    abstract String fence();

    /** The group's key as text, a boolean as true or false; only for types with {@link SqlType#isKey}. */
    abstract String textKey(String expression, SqlType type);

    /** Whether the database sorts these texts in the order of {@link #byBytes}, in any encoding. */
    abstract boolean sortsBytes(List<String> texts);

    /** The text expression, compared by its bytes. */
    abstract String byBytes(String expression);

    abstract Division division(SqlType type);

    /** @param type of the quotient, a {@link SqlType.Kind#NUMERIC} */
    abstract Division quotient(SqlType type);

    /** The integer that a cast to an integer type gives for an exact number. */
    abstract FinalExpression wholeOf(FinalExpression value);

    /** The SQL state when a number has too many digits for a cast to numeric. */
    abstract String tooManyDigits();
}
