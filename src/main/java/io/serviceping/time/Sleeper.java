package io.serviceping.time;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** How a thread waits: between two statements of a count, or between two tries of a delivery. */
@FunctionalInterface
public interface Sleeper {
    /** How long a rest may outlast the run. */
    Duration MOMENT = Duration.ofMillis(200);

    /** Sleeps on the calling thread. */
    Sleeper SLEEP = duration -> {
        Thread.sleep(duration.toMillis(), duration.toNanosPart() % 1_000_000);
        return true;
    };

    /** Sleeps on the calling thread, at most a moment longer than until the run is to stop. */
    static Sleeper unless(BooleanSupplier stopping) {
        return duration -> {
            Duration left = duration;
            while (!left.isZero() && !stopping.getAsBoolean()) {
                Duration moment = left.compareTo(MOMENT) < 0 ? left : MOMENT;
                SLEEP.rest(moment);
                left = left.minus(moment);
            }
            return !stopping.getAsBoolean();
        };
    }

    /** Rests that long, or less when the run is to stop; returns whether it is to go on. */
    boolean rest(Duration duration) throws InterruptedException;
}
