package io.serviceping.collector.store;

import java.time.Instant;
import java.util.UUID;

/**
 * A delivery that was refused for what is in it, kept so that it can be taken in later.
 *
 * @param deliveries how often the very same bytes came
 * @param bytes as sent
 */
public record Reject(
        UUID pingId,
        String digest,
        int status,
        String reason,
        long deliveries,
        long bytes,
        Instant firstReceivedAt,
        Instant lastReceivedAt) {}
