package io.serviceping.time;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * The clock, and the waits between two tries of a delivery.
 *
 * @param random spreads the waits
 */
public record TimeSource(InstantSource clock, Sleeper sleeper, RandomGenerator random) {
    /** Uses this clock and real waits. */
    public static TimeSource of(InstantSource clock) {
        return new TimeSource(clock, Sleeper.SLEEP, RandomGenerator.getDefault());
    }
}
