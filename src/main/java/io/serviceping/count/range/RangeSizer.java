package io.serviceping.count.range;

import java.time.Duration;

/**
 * Sizes the ranges of one walk. A range's time is a fixed part plus a part per row. The fixed part is kept to at most
 * half, so that all ranges together take at most about twice one pass over the rows. Not thread-safe.
 */
final class RangeSizer {
    /** More would rely too much on one short statement. */
    private static final double MOST_GROWTH = 4;
    /** Sizes with a smaller ratio do not show the fixed part. */
    private static final double CLEARLY_OTHER = 1.5;
    /** A larger share of the longest time risks a cancellation. */
    private static final double SAFE_SHARE = 0.75;

    private static final double LEAST_GROWTH_OVER_FIXED = 1.25;
    private static final int MOST_CUTS = 4;

    private final RangeSizing sizing;
    /** The estimated fixed part, in nanoseconds. */
    private double fixed;

    private double lastSize;
    private double lastNanos;
    private double factor = 1;
    private int cuts;

    RangeSizer(RangeSizing sizing) {
        this.sizing = sizing;
    }

    /**
     * @param size in the walk's unit, such as rows or blocks; at least 1
     * @param rows the rows that its statements saw
     */
    void read(long size, Duration took, long rows) {
        double nanos = Math.max(1, took.toNanos());
        learn((double) size, nanos);
        factor = Math.min(MOST_GROWTH, Math.min(target() / nanos, (double) sizing.mostRows() / Math.max(1, rows)));
        cuts = 0;
    }

    private void learn(double size, double nanos) {
        boolean tells = lastSize > 0 && (size >= CLEARLY_OTHER * lastSize || size * CLEARLY_OTHER <= lastSize);
        if (size <= 1) {
            // No range is smaller, so its time is the fixed part.
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
                Math.max(Math.min(2 * fixed, SAFE_SHARE * sizing.longest().toNanos()), LEAST_GROWTH_OVER_FIXED * fixed);
        return Math.max((double) sizing.target().toNanos(), worthItsFixedPart);
    }

    /** Scales the last range's size to the next one's; at least 1. */
    long scaled(long size) {
        // The cast saturates at Long.MAX_VALUE.
        return Math.max(1, (long) (size * factor));
    }

    /** Whether a smaller range may finish in time. */
    boolean isWorthCutting() {
        return 2 * fixed < sizing.longest().toNanos();
    }

    /**
     * How often to halve a cancelled range: once, then 2, 4 and 8 times for cancellations in a row, so that few
     * statements are cancelled.
     */
    int halvings() {
        cuts = Math.min(cuts + 1, MOST_CUTS);
        return 1 << (cuts - 1);
    }
}
