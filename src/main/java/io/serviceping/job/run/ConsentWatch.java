package io.serviceping.job.run;

import io.serviceping.consent.ConsentDecision;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Checks before each range whether Service Ping has been switched off. Caches the answer for one second, because a
 * check parses files.
 */
final class ConsentWatch {
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Supplier<ConsentDecision> consent;
    private final InstantSource clock;
    private Instant asked = Instant.MIN;
    private boolean off;

    ConsentWatch(Supplier<ConsentDecision> consent, InstantSource clock) {
        this.consent = consent;
        this.clock = clock;
    }

    /** The answer is at most one second old. */
    synchronized boolean isOff() {
        Instant now = clock.instant();
        boolean wasSetBack = now.isBefore(asked);
        if (wasSetBack || !now.isBefore(asked.plus(FRESH))) {
            off = consent.get().noCounting().isPresent();
            asked = now;
        }
        return off;
    }
}
