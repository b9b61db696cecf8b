package io.serviceping.plan.scan;

import io.serviceping.plan.aggregate.Division;
import io.serviceping.plan.query.OuterExpression;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;

/**
 * How a metric's value is computed from its aggregates, exactly as its database would. NULL operands give NULL, except
 * in {@link Coalesce}. Decimals keep the database's scale because PostgreSQL's division depends on it.
 */
public sealed interface FinalExpression {
    /** The only aggregate, unchanged. */
    FinalExpression NOTHING = new Aggregated(0);

    /** The expressions from whose values this one is computed. */
    List<FinalExpression> operands();

    /**
     * An aggregate.
     *
     * @param number its index among the metric's aggregates
     */
    record Aggregated(int number) implements FinalExpression {
        @Override
        public List<FinalExpression> operands() {
            return List.of();
        }
    }

    record Literal(BigDecimal value) implements FinalExpression {
        @Override
        public List<FinalExpression> operands() {
            return List.of();
        }
    }

    /** The first operand that is not NULL. */
    record Coalesce(List<FinalExpression> operands) implements FinalExpression {
        public Coalesce {
            operands = List.copyOf(operands);
        }
    }

    /** NULL when both are equal, else {@code value}. */
    record NullIf(FinalExpression value, FinalExpression other) implements FinalExpression {
        @Override
        public List<FinalExpression> operands() {
            return List.of(value, other);
        }
    }

    /**
     * The value rounded to a fixed number of digits.
     *
     * @param digits after the point; not negative
     */
    record Rounded(FinalExpression value, int digits, RoundingMode mode) implements FinalExpression {
        public Rounded {
            if (digits < 0) {
                throw new IllegalArgumentException("digits must not be negative but was " + digits);
            }
        }

        @Override
        public List<FinalExpression> operands() {
            return List.of(value);
        }
    }

    /** The nearest double. */
    record Floating(FinalExpression value) implements FinalExpression {
        @Override
        public List<FinalExpression> operands() {
            return List.of(value);
        }
    }

    /** The value. A value outside the bounds, or not finite, is an error. */
    record Within(FinalExpression value, Bounds bounds) implements FinalExpression {
        @Override
        public List<FinalExpression> operands() {
            return List.of(value);
        }
    }

    /**
     * The least and the greatest value of a type.
     *
     * @param whole whether it is an integer type, which has no NaN
     * @param state the SQL state of the error for other values
     */
    record Bounds(BigDecimal least, BigDecimal greatest, boolean whole, String state) {
        /** The SQL state of a number outside the range of its type. */
        public static final String OUT_OF_RANGE = "22003";

        public static Bounds ofBits(int bits) {
            BigDecimal beyond = new BigDecimal(BigInteger.ONE.shiftLeft(bits - 1));
            return new Bounds(beyond.negate(), beyond.subtract(BigDecimal.ONE), true, OUT_OF_RANGE);
        }

        public static Bounds ofDigits(int precision, int scale, String state) {
            BigDecimal greatest = new BigDecimal(BigInteger.TEN.pow(precision).subtract(BigInteger.ONE), scale);
            return new Bounds(greatest.negate(), greatest, false, state);
        }

        public boolean hold(BigDecimal value) {
            return value.compareTo(least) >= 0 && value.compareTo(greatest) <= 0;
        }
    }

    /** Arithmetic of exact numbers, without rounding. */
    record Arithmetic(OuterExpression.Operator operator, FinalExpression left, FinalExpression right)
            implements FinalExpression {
        @Override
        public List<FinalExpression> operands() {
            return List.of(left, right);
        }
    }

    /** A division; a zero divisor is an error. */
    record Quotient(FinalExpression dividend, FinalExpression divisor, Division division) implements FinalExpression {
        @Override
        public List<FinalExpression> operands() {
            return List.of(dividend, divisor);
        }
    }

    /** True, false or NULL; allowed only as the whole value of a boolean metric. */
    record Comparison(OuterExpression.Operator operator, FinalExpression left, FinalExpression right)
            implements FinalExpression {
        @Override
        public List<FinalExpression> operands() {
            return List.of(left, right);
        }
    }
}
