package io.serviceping.collector.store;

import java.util.UUID;

/** The result of storing a delivery. */
public sealed interface StoreResult {
    /** The ping is new and stored now. */
    record First(Receipt receipt) implements StoreResult {}

    /** The same bytes were stored before. */
    record Again(Receipt receipt) implements StoreResult {}

    /**
     * Another ping or other bytes are stored in its place; this delivery is not stored.
     *
     * @param instanceId of the stored ping
     * @param period of the stored ping
     * @param reason a sentence for the sender's admin
     */
    record Conflict(UUID instanceId, String period, String reason) implements StoreResult {}
}
