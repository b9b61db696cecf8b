package io.serviceping.payload;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The part of a ping that identifies it.
 *
 * @param sequence 1 for an instance's first ping, then one more for each
 * @param previousPingId null for the first ping
 * @param reason {@code scheduled} or {@code manual}
 * @param period the ISO week, such as {@code 2026-W46}
 * @param asOf the end of every window
 * @param recordedAt when counting began
 * @param evicted how many of this instance's pings were given up unsent before this one was frozen
 */
public record Heading(
        UUID pingId,
        long sequence,
        @Nullable UUID previousPingId,
        String reason,
        String period,
        Instant asOf,
        Instant recordedAt,
        UUID instanceId,
        Product product,
        long evicted) {
    private static final Duration PERIOD = Duration.ofDays(7);

    public Heading {
        if (sequence < 1) {
            throw new IllegalArgumentException("sequence must be at least 1 but was " + sequence);
        }
        if (evicted < 0) {
            throw new IllegalArgumentException("evicted must not be negative but was " + evicted);
        }
    }

    /** Whether counting began more than one period after the end of the reported period. */
    boolean isLate() {
        return recordedAt.isAfter(asOf.plus(PERIOD));
    }
}
