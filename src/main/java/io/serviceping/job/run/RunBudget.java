package io.serviceping.job.run;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The time a run may spend counting, measured from the start of the run. */
final class RunBudget {
    private final InstantSource clock;
    private final Instant end;

    RunBudget(InstantSource clock, Duration length) {
        this.clock = clock;
        this.end = clock.instant().plus(length);
    }

    boolean isSpent() {
        return !clock.instant().isBefore(end);
    }
}
