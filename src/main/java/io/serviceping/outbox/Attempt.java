package io.serviceping.outbox;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * One attempt to deliver a ping.
 *
 * @param number from 1
 * @param end empty: the attempt is under way, or its process was killed and that is not recorded yet
 */
public record Attempt(UUID pingId, int number, Instant startedAt, Optional<End> end) {
    /**
     * How the attempt ended.
     *
     * @param nextAttemptAt when the next attempt was due, as decided then; empty: at once, or never
     */
    public record End(Instant at, Outcome outcome, Reason reason, Optional<Instant> nextAttemptAt) {}

    public enum Outcome {
        DELIVERED,
        WAITING,
        QUARANTINED,
        HELD,
        /** The process was killed: whether the endpoint has the ping is unknown. */
        ABANDONED;

        String stored() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Outcome ofStored(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }
}
