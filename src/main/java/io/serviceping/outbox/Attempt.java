package io.serviceping.outbox;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * One attempt to deliver a ping.
 *
 * @param number from 1
 * @param end empty while it is under way, or when its process was killed and nobody has noticed yet
 */
public record Attempt(UUID pingId, int number, Instant startedAt, Optional<End> end) {
    /**
     * How it ended.
     *
     * @param nextAttemptAt when the next one was due, as decided then; empty where none was planned, or at once
     */
    public record End(Instant at, Outcome outcome, Reason reason, Optional<Instant> nextAttemptAt) {}

    /** What became of it. */
    public enum Outcome {
        DELIVERED,
        WAITING,
        QUARANTINED,
        HELD,
        /** Its process was killed: whether the endpoint has the ping is unknown. */
        ABANDONED;

        String stored() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Outcome ofStored(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }
}
