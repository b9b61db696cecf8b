package io.serviceping.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A ping without its bytes, and how its delivery goes.
 *
 * @param bytes of the compressed document; 0 when they are kept no longer
 * @param attempts made so far
 * @param lastReason how the last ended attempt ended; empty before the first, and while one is under way
 * @param nextAttemptAt not before this instant; empty where it is due at once, or not in the queue
 * @param exportedAt when it was last written to a file
 * @param evictedAt when it was given up
 */
public record PingSummary(
        UUID pingId,
        UUID instanceId,
        String period,
        long sequence,
        PingState state,
        String digest,
        Instant frozenAt,
        long bytes,
        int attempts,
        Optional<Reason> lastReason,
        Optional<Instant> nextAttemptAt,
        Optional<Instant> exportedAt,
        Optional<Instant> evictedAt,
        Optional<String> receiptId,
        Optional<Instant> deliveredAt) {
    /** No ping is made to wait longer for its next attempt. */
    public static final Duration LONGEST_WAIT = Duration.ofHours(24);

    /**
     * Whether it is in the queue and its time has come; so it has too when it lies further ahead than any wait, since then
     * the clock was wrong when it was set, or is now.
     */
    public boolean isDue(Instant now) {
        return state.isQueued()
                && nextAttemptAt
                        .filter(next ->
                                now.isBefore(next) && !now.plus(LONGEST_WAIT).isBefore(next))
                        .isEmpty();
    }
}
