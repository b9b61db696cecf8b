package io.serviceping.outbox;

import java.time.Instant;

/**
 * What is remembered of an endpoint that fails run after run, so that it is left in peace: closed, then open after so
 * many failed runs in a row, then one probe a day until one succeeds.
 */
public sealed interface Breaker {
    /** Runs in a row that delivered nothing. */
    int failedRuns();

    /** Deliveries go out as usual. */
    record Closed(int failedRuns) implements Breaker {
        public Closed {
            if (failedRuns < 0) {
                throw new IllegalArgumentException("failedRuns must not be negative but was " + failedRuns);
            }
        }
    }

    /**
     * Nothing goes out but one probe from time to time.
     *
     * @param since when it opened
     * @param nextProbeAt no probe before this instant
     */
    record Open(int failedRuns, Instant since, Instant nextProbeAt) implements Breaker {
        /** Whether a probe may be claimed: from its instant on, or when a clock that was wrong has set it too far ahead. */
        public boolean isProbeDue(Instant now) {
            return !now.isBefore(nextProbeAt)
                    || now.plus(BreakerStore.BETWEEN_PROBES).isBefore(nextProbeAt);
        }
    }
}
