package io.serviceping.count;

import java.time.Duration;

/** How a count rests between two statements. A pause of a run that is stopping ends before its time. */
@FunctionalInterface
public interface Pause {
    /** Sleeps on the calling thread. */
    Pause SLEEP = duration -> Thread.sleep(duration.toMillis(), duration.toNanosPart() % 1_000_000);

    /** Rests that long. */
    void rest(Duration duration) throws InterruptedException;
}
