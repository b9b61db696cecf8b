package io.serviceping.count.range;

import java.time.Duration;

/**
 * How large a range may be.
 *
 * @param target how long all statements of a range should take together; above zero
 * @param longest how long they may take before they are cut off; above zero
 * @param mostRows how many rows a range should have at most, however fast they are read; at least 1
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
