package io.serviceping.outbox;

import java.time.Instant;

/**
 * The circuit breaker of an endpoint. It opens after a number of failed runs in a row, and then allows one probe a day
 * until one succeeds.
 */
public sealed interface Breaker {
    /** Runs in a row that delivered nothing. */
    int failedRuns();

    /** Pings are delivered as usual. */
    record Closed(int failedRuns) implements Breaker {
        public Closed {
            if (failedRuns < 0) {
                throw new IllegalArgumentException("failedRuns must not be negative but was " + failedRuns);
            }
        }
    }

    /**
     * Only one probe a day is sent.
     *
     * @param since when the breaker opened
     * @param nextProbeAt no probe before this instant
     */
    record Open(int failedRuns, Instant since, Instant nextProbeAt) implements Breaker {
        /** Whether a probe may be claimed: its time has come, or a wrong clock set that time too far ahead. */
        public boolean isProbeDue(Instant now) {
            return !now.isBefore(nextProbeAt)
                    || now.plus(BreakerStore.BETWEEN_PROBES).isBefore(nextProbeAt);
        }
    }
}
