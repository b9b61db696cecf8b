package io.serviceping.time;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** How a thread waits between two statements of a count or two tries of a delivery. */
@FunctionalInterface
public interface Sleeper {
    /** The longest time that a rest outlasts the run. */
    Duration MOMENT = Duration.ofMillis(200);

    /** Sleeps on the calling thread. */
    Sleeper SLEEP = duration -> {
        Thread.sleep(duration.toMillis(), duration.toNanosPart() % 1_000_000);
        return true;
    };

    /** Sleeps on the calling thread. Ends at most {@link #MOMENT} after the run is to stop. */
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

    /** Whether the process was told to end: nothing further may begin. */
    default boolean isEnding() {
        return false;
    }

    /**
     * Rests for this duration, or less when the run is to stop.
     *
     * @return whether the run goes on
     */
    boolean rest(Duration duration) throws InterruptedException;
}
