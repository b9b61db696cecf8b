package io.serviceping.plan.scan;

import io.serviceping.plan.aggregate.Division;
import io.serviceping.plan.query.OuterExpression;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;

/**
 * How a metric's value is computed of its aggregates, just as its database would. NULL goes through everything but
 * {@link Coalesce}. Decimals keep the scale that the database shows: PostgreSQL's division looks at it.
 */
public sealed interface FinalExpression {
    /** The only aggregate, with nothing around it. */
    FinalExpression NOTHING = new Aggregated(0);

    /**
     * An aggregate.
     *
     * @param number its index among the metric's aggregates
     */
    record Aggregated(int number) implements FinalExpression {}

    /** A number. */
    record Literal(BigDecimal value) implements FinalExpression {}

    /** The first operand that is not NULL. */
    record Coalesce(List<FinalExpression> operands) implements FinalExpression {
        public Coalesce {
            operands = List.copyOf(operands);
        }
    }

    /** NULL when both are equal, else the first. */
    record NullIf(FinalExpression value, FinalExpression other) implements FinalExpression {}

    /**
     * A decimal of so many digits.
     *
     * @param digits after the point; not negative
     */
    record Rounded(FinalExpression value, int digits, RoundingMode mode) implements FinalExpression {
        public Rounded {
            if (digits < 0) {
                throw new IllegalArgumentException("digits must not be negative but was " + digits);
            }
        }
    }

    /** The nearest double. */
    record Floating(FinalExpression value) implements FinalExpression {}

    /** The value, or an error when it lies beyond the bounds or is not finite. */
    record Within(FinalExpression value, Bounds bounds) implements FinalExpression {}

    /**
     * The least and the greatest value of a type.
     *
     * @param whole whether it is a type of whole numbers, which has no NaN
     * @param state the SQL state of the error for others
     */
    record Bounds(BigDecimal least, BigDecimal greatest, boolean whole, String state) {
        /** The SQL state of a number that its type cannot take. */
        public static final String OUT_OF_RANGE = "22003";

        /** Of a type of whole numbers. */
        public static Bounds ofBits(int bits) {
            BigDecimal beyond = new BigDecimal(BigInteger.ONE.shiftLeft(bits - 1));
            return new Bounds(beyond.negate(), beyond.subtract(BigDecimal.ONE), true, OUT_OF_RANGE);
        }

        /** Of decimals. */
        public static Bounds ofDigits(int precision, int scale, String state) {
            BigDecimal greatest = new BigDecimal(BigInteger.TEN.pow(precision).subtract(BigInteger.ONE), scale);
            return new Bounds(greatest.negate(), greatest, false, state);
        }

        public boolean hold(BigDecimal value) {
            return value.compareTo(least) >= 0 && value.compareTo(greatest) <= 0;
        }
    }

    /** Of exact numbers, without rounding. */
    record Arithmetic(OuterExpression.Operator operator, FinalExpression left, FinalExpression right)
            implements FinalExpression {}

    /** An error when the divisor is 0. */
    record Quotient(FinalExpression dividend, FinalExpression divisor, Division division) implements FinalExpression {}

    /** True, false or NULL; stands only where the value of the metric is a boolean. */
    record Comparison(OuterExpression.Operator operator, FinalExpression left, FinalExpression right)
            implements FinalExpression {}
}
