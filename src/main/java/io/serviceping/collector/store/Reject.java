package io.serviceping.collector.store;

import java.time.Instant;
import java.util.UUID;

/**
 * A delivery that was refused for its content and is kept, so that it can be stored later.
 *
 * @param deliveries number of deliveries of exactly these bytes
 * @param bytes size as sent
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
