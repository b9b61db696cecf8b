package io.serviceping.time;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * The clock, and how time passes between two tries of a delivery.
 *
 * @param random spreads the pauses and waits
 */
public record TimeSource(InstantSource clock, Sleeper sleeper, RandomGenerator random) {
    /** Of that clock, with pauses that take as long as they should. */
    public static TimeSource of(InstantSource clock) {
        return new TimeSource(clock, Sleeper.SLEEP, RandomGenerator.getDefault());
    }
}
