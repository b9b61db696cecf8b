package io.serviceping.count;

import java.time.Duration;

/**
 * How large the next range should be for its statements to take as long as they should.
 *
 * @param target how long all statements of a range should take together; above zero
 */
record Pace(Duration target) {
    /** Growing by more than this would trust one short statement too far. */
    private static final double MOST_GROWTH = 4;

    Pace {
        if (target.isNegative() || target.isZero()) {
            throw new IllegalArgumentException("target must be above zero but was " + target);
        }
    }

    /** The size to go on with after a range of that size took so long; at least 1. */
    long next(long size, Duration took) {
        double factor = Math.min(MOST_GROWTH, (double) target.toNanos() / Math.max(1, took.toNanos()));
        // The cast saturates at Long.MAX_VALUE.
        return Math.max(1, (long) (size * factor));
    }
}
