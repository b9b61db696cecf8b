package io.serviceping.plan.scan;

import io.serviceping.plan.aggregate.Division;
import io.serviceping.plan.query.Wrapping;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;

/**
 * How a metric's value is computed of its aggregates, just as its database would. NULL goes through everything but
 * {@link Coalesce}. Decimals keep the scale that the database shows: PostgreSQL's division looks at it.
 */
public sealed interface Finish {
    /** The only aggregate, with nothing around it. */
    Finish NOTHING = new Aggregated(0);

    /**
     * An aggregate.
     *
     * @param number its index among the metric's aggregates
     */
    record Aggregated(int number) implements Finish {}

    /** A number. */
    record Literal(BigDecimal value) implements Finish {}

    /** The first operand that is not NULL. */
    record Coalesce(List<Finish> operands) implements Finish {
        public Coalesce {
            operands = List.copyOf(operands);
        }
    }

    /** NULL when both are equal, else the first. */
    record NullIf(Finish value, Finish other) implements Finish {}

    /**
     * A decimal of so many digits.
     *
     * @param digits after the point; not negative
     */
    record Rounded(Finish value, int digits, RoundingMode mode) implements Finish {
        public Rounded {
            if (digits < 0) {
                throw new IllegalArgumentException("digits must not be negative but was " + digits);
            }
        }
    }

    /** The nearest double. */
    record Floating(Finish value) implements Finish {}

    /** The value, or an error when it lies beyond the bounds or is not finite. */
    record Within(Finish value, Bounds bounds) implements Finish {}

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
    record Arithmetic(Wrapping.Operator operator, Finish left, Finish right) implements Finish {}

    /** An error when the divisor is 0. */
    record Quotient(Finish dividend, Finish divisor, Division division) implements Finish {}

    /** True, false or NULL; stands only where the value of the metric is a boolean. */
    record Comparison(Wrapping.Operator operator, Finish left, Finish right) implements Finish {}
}
