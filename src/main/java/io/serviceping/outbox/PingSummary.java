package io.serviceping.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A ping without its bytes, and its delivery so far.
 *
 * @param bytes size of the compressed document; 0 when the bytes are dropped
 * @param attempts made so far
 * @param lastReason of the last attempt that ended; empty: none has ended, or one is under way
 * @param nextAttemptAt not before this instant; empty: due at once, or not in the queue
 * @param exportedAt when the ping was last written to a file
 * @param evictedAt when the ping was given up
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
    /** The longest wait for the next attempt. */
    public static final Duration LONGEST_WAIT = Duration.ofHours(24);

    /**
     * Whether the ping is in the queue and its time has come. A time further ahead than {@link #LONGEST_WAIT} counts as
     * come, since it comes from a wrong clock.
     */
    public boolean isDue(Instant now) {
        return state.isQueued()
                && nextAttemptAt
                        .filter(next ->
                                now.isBefore(next) && !now.plus(LONGEST_WAIT).isBefore(next))
                        .isEmpty();
    }
}
