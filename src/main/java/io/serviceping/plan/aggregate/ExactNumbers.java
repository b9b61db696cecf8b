package io.serviceping.plan.aggregate;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Numbers as databases have them: a BigDecimal with its scale, or a Double for PostgreSQL's NaN and infinities. */
public final class ExactNumbers {
    private ExactNumbers() {}

    /** The number that the driver returned; null for SQL's NULL. */
    public static @Nullable Number of(@Nullable Object column) {
        if (column instanceof BigInteger integer) {
            return new BigDecimal(integer);
        } else if (column == null || column instanceof BigDecimal || column instanceof Double) {
            return (Number) column;
        } else if (column instanceof Long
                || column instanceof Integer
                || column instanceof Short
                || column instanceof Byte) {
            return BigDecimal.valueOf(((Number) column).longValue());
        }
        throw new IllegalStateException("a sum, least or greatest value is a number but was of " + column.getClass());
    }

    public static String text(Number number) {
        return number.toString();
    }

    public static Number parse(String text) {
        return switch (text) {
            case "NaN", "Infinity", "-Infinity" -> Double.valueOf(text);
            default -> new BigDecimal(text);
        };
    }

    public static Number sum(Number one, Number other) {
        if (one instanceof BigDecimal a && other instanceof BigDecimal b) {
            return a.add(b);
        }
        return special(one) + special(other);
    }

    public static Number negated(Number number) {
        return number instanceof BigDecimal exact ? exact.negate() : -number.doubleValue();
    }

    public static Number product(Number one, Number other) {
        if (one instanceof BigDecimal a && other instanceof BigDecimal b) {
            return a.multiply(b);
        }
        return sign(one) * sign(other);
    }

    /**
     * Divides as a database does.
     *
     * @param divisor 0 only when the dividend is NaN
     */
    public static Number quotient(Number dividend, Number divisor, Division division) {
        if (dividend instanceof BigDecimal a && divisor instanceof BigDecimal b) {
            return Averages.divide(a, b, division);
        }
        double special = sign(dividend) / sign(divisor);
        return special == 0 ? BigDecimal.ZERO : special;
    }

    /** The decimal that {@link Double#toString} writes for the nearest double. */
    public static BigDecimal toDouble(BigDecimal value) {
        return new BigDecimal(Double.toString(value.doubleValue()));
    }

    public static boolean isNaN(Number number) {
        return number instanceof Double special && special.isNaN();
    }

    /** NaN is the greatest, as in PostgreSQL and {@link Double#compare}. */
    public static int compare(Number one, Number other) {
        if (one instanceof BigDecimal a && other instanceof BigDecimal b) {
            return a.compareTo(b);
        }
        return Double.compare(special(one), special(other));
    }

    /** In a product with NaN or an infinity, only the sign of a finite number matters. */
    private static double sign(Number number) {
        return number instanceof BigDecimal exact ? exact.signum() : number.doubleValue();
    }

    /** In a sum with NaN or an infinity, the value of a finite number does not matter. */
    private static double special(Number number) {
        return number instanceof Double special ? special : 0;
    }
}
