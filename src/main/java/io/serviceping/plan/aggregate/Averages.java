package io.serviceping.plan.aggregate;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Divides exactly as the databases do, for avg() and for division. */
final class Averages {
    /** Decimal digits of one digit of PostgreSQL's numerics, whose base is 10,000. */
    private static final int PLACE = 4;

    private static final int LEAST_SIGNIFICANT_DIGITS = 16;
    private static final int MOST_DIGITS_SHOWN = 1_000;

    private Averages() {}

    static BigDecimal divide(BigDecimal sum, BigDecimal count, Division division) {
        if (division instanceof Division.Floating) {
            return new BigDecimal(Double.toString(sum.doubleValue() / count.doubleValue()));
        } else if (division instanceof Division.Whole) {
            return new BigDecimal(sum.toBigIntegerExact().divide(count.toBigIntegerExact()));
        } else if (division instanceof Division.Scaled scaled) {
            return sum.divide(count, scaled.scale(), RoundingMode.HALF_DOWN);
        }
        return sum.divide(count, numericScale(sum, count), RoundingMode.HALF_UP);
    }

    /** PostgreSQL's {@code select_div_scale}. */
    private static int numericScale(BigDecimal sum, BigDecimal count) {
        int weight = weight(sum) - weight(count);
        if (firstPlace(sum) <= firstPlace(count)) {
            weight--;
        }
        int scale = Math.max(LEAST_SIGNIFICANT_DIGITS - weight * PLACE, Math.max(sum.scale(), count.scale()));
        return Math.max(0, Math.min(scale, MOST_DIGITS_SHOWN));
    }

    /** The power of 10,000 of the first base-10,000 digit; 0 for zero. */
    private static int weight(BigDecimal number) {
        return number.signum() == 0 ? 0 : Math.floorDiv(number.precision() - number.scale() - 1, PLACE);
    }

    private static int firstPlace(BigDecimal number) {
        return number.abs()
                .movePointLeft(weight(number) * PLACE)
                .setScale(0, RoundingMode.DOWN)
                .intValueExact();
    }
}
