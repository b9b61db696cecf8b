package io.serviceping.time;

import java.time.Duration;

/** How a thread waits: between two statements of a count, or between two tries of a delivery. */
@FunctionalInterface
public interface Sleeper {
    /** Sleeps on the calling thread. */
    Sleeper SLEEP = duration -> {
        Thread.sleep(duration.toMillis(), duration.toNanosPart() % 1_000_000);
        return true;
    };

    /** Rests that long, or less when the run is to stop; returns whether it is to go on. */
    boolean rest(Duration duration) throws InterruptedException;
}
