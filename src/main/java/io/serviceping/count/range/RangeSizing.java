package io.serviceping.count.range;

import java.time.Duration;

/**
 * Limits of a range's size.
 *
 * @param target intended time of all statements together; above zero
 * @param longest time until they are cancelled; above zero
 * @param mostRows maximum rows, however fast they are read; at least 1
 */
public record RangeSizing(Duration target, Duration longest, long mostRows) {
    public RangeSizing {
        positive("target", target);
        positive("longest", longest);
        if (mostRows < 1) {
            throw new IllegalArgumentException("mostRows must be at least 1 but was " + mostRows);
        }
    }

    private static void positive(String field, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(field + " must be above zero but was " + value);
        }
    }
}
