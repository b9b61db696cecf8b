package io.serviceping.collector.store;

import java.util.UUID;

/** What became of a delivery. */
public sealed interface StoreResult {
    /** Stored now. */
    record First(Receipt receipt) implements StoreResult {}

    /** Stored before, the very same bytes. */
    record Again(Receipt receipt) implements StoreResult {}

    /**
     * Another ping, or other bytes, are stored in its place; this delivery is not.
     *
     * @param instanceId of the stored ping
     * @param period of the stored ping
     * @param reason a sentence, for the sender's admin
     */
    record Conflict(UUID instanceId, String period, String reason) implements StoreResult {}
}
