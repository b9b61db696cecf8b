package io.serviceping.collector.store;

import java.time.Instant;
import java.util.UUID;

/** One line of the list of stored pings. */
public record StoredPing(
        UUID pingId, UUID instanceId, String period, long sequence, String digest, UUID receiptId, Instant receivedAt) {
    Receipt receipt() {
        return new Receipt(pingId, digest, receiptId, receivedAt);
    }
}
