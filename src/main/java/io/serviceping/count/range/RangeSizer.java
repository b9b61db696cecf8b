package io.serviceping.count.range;

import java.time.Duration;

/**
 * Finds out how large the ranges of one walk should be. A range's time has a fixed part, which a smaller range takes as
 * well, and a part for each row. Ranges are never so small that the fixed part is more than half of their time: so all
 * ranges of a walk together take at most about twice as long as one pass over its rows. For one thread.
 */
final class RangeSizer {
    /** Growing by more than this would trust one short statement too far. */
    private static final double MOST_GROWTH = 4;
    /** The times of two sizes that are closer than this tell nothing of the fixed part. */
    private static final double CLEARLY_OTHER = 1.5;
    /** A range that takes longer is too likely to be cut off. */
    private static final double SAFE_SHARE = 0.75;

    private static final double LEAST_GROWTH_OVER_FIXED = 1.25;
    private static final int MOST_CUTS = 4;

    private final RangeSizing pace;
    /** What is known of the fixed part, in nanoseconds. */
    private double fixed;

    private double lastSize;
    private double lastNanos;
    private double factor = 1;
    private int cuts;

    RangeSizer(RangeSizing pace) {
        this.pace = pace;
    }

    /**
     * Learns from a range.
     *
     * @param size in the unit in which this walk tells sizes, such as rows or blocks; at least 1
     * @param rows how many rows its statements saw
     */
    void read(long size, Duration took, long rows) {
        double nanos = Math.max(1, took.toNanos());
        learn((double) size, nanos);
        factor = Math.min(MOST_GROWTH, Math.min(target() / nanos, (double) pace.mostRows() / Math.max(1, rows)));
        cuts = 0;
    }

    private void learn(double size, double nanos) {
        boolean tells = lastSize > 0 && (size >= CLEARLY_OTHER * lastSize || size * CLEARLY_OTHER <= lastSize);
        if (size <= 1) {
            // Nothing is smaller.
            fixed = nanos;
        } else if (tells) {
            double perUnit = Math.max(0, (nanos - lastNanos) / (size - lastSize));
            fixed = Math.max(0, Math.min(nanos - perUnit * size, lastNanos));
        } else {
            fixed = Math.min(fixed, nanos);
        }
        lastSize = size;
        lastNanos = nanos;
    }

    private double target() {
        double worthItsFixedPart =
                Math.max(Math.min(2 * fixed, SAFE_SHARE * pace.longest().toNanos()), LEAST_GROWTH_OVER_FIXED * fixed);
        return Math.max((double) pace.target().toNanos(), worthItsFixedPart);
    }

    /** The size to go on with, of one that was used for the last range; at least 1. */
    long scaled(long size) {
        // The cast saturates at Long.MAX_VALUE.
        return Math.max(1, (long) (size * factor));
    }

    /** Whether a smaller range has a chance not to be cut off as this one was. */
    boolean isWorthCutting() {
        return 2 * fixed < pace.longest().toNanos();
    }

    /**
     * How many times to halve a range that was cut off: once, and more often each time in a row, so that a few statements
     * are cut off and not dozens.
     */
    int halvings() {
        cuts = Math.min(cuts + 1, MOST_CUTS);
        return 1 << (cuts - 1);
    }
}
