package io.serviceping.violating.count.range;

import java.time.Instant;

/** Violates: time comes through the constructor; class names have meaning. */
public final class ClockHelper {
    private ClockHelper() {}

    public static Instant time() {
        return Instant.now();
    }
}
