package io.serviceping.count;

import java.time.Duration;

/** How a count rests between two statements, and waits for its turn. */
@FunctionalInterface
public interface Pause {
    /** Sleeps on the calling thread. */
    Pause SLEEP = duration -> {
        Thread.sleep(duration.toMillis(), duration.toNanosPart() % 1_000_000);
        return true;
    };

    /** Rests that long, or less when the run is to stop; returns whether it is to go on. */
    boolean rest(Duration duration) throws InterruptedException;
}
