package io.serviceping.payload;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a ping says of itself.
 *
 * @param sequence 1 for an instance's first ping, then one more each
 * @param previousPingId null for the first
 * @param reason {@code scheduled} or {@code manual}
 * @param period the ISO week, such as {@code 2026-W46}
 * @param asOf where every window ends
 * @param recordedAt when counting began
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
        Product product) {
    public Heading {
        if (sequence < 1) {
            throw new IllegalArgumentException("sequence must be at least 1 but was " + sequence);
        }
    }
}
