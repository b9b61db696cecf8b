package io.serviceping.count;

import java.time.Duration;

/**
 * How large the next range should be for its statements to take as long as they should.
 *
 * @param target how long all statements of a range should take together; above zero
 * @param mostRows how many rows a range should have at most, however fast they are read; at least 1
 */
record Pace(Duration target, long mostRows) {
    /** Growing by more than this would trust one short statement too far. */
    private static final double MOST_GROWTH = 4;

    Pace {
        if (target.isNegative() || target.isZero()) {
            throw new IllegalArgumentException("target must be above zero but was " + target);
        }
    }

    /** The size to go on with after a range of that size took so long and had so many rows; at least 1. */
    long next(long size, Duration took, long rows) {
        double byTime = (double) target.toNanos() / Math.max(1, took.toNanos());
        double byRows = (double) mostRows / Math.max(1, rows);
        double factor = Math.min(MOST_GROWTH, Math.min(byTime, byRows));
        // The cast saturates at Long.MAX_VALUE.
        return Math.max(1, (long) (size * factor));
    }
}
