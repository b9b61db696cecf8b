package io.serviceping.job;

import io.serviceping.time.Sleeper;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * How time is told, and how it passes between two tries of a delivery.
 *
 * @param random spreads the pauses and waits
 */
public record Time(InstantSource clock, Sleeper pause, RandomGenerator random) {
    /** Of that clock, with pauses that take as long as they should. */
    public static Time of(InstantSource clock) {
        return new Time(clock, Sleeper.SLEEP, RandomGenerator.getDefault());
    }
}
