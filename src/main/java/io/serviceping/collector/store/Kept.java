package io.serviceping.collector.store;

import java.util.UUID;

/** What became of a delivery. */
public sealed interface Kept {
    /** Stored now. */
    record First(Receipt receipt) implements Kept {}

    /** Stored before, the very same bytes. */
    record Again(Receipt receipt) implements Kept {}

    /**
     * Another ping, or other bytes, are stored in its place; this delivery is not.
     *
     * @param instanceId of the stored ping
     * @param period of the stored ping
     * @param reason a sentence, for the sender's admin
     */
    record Conflict(UUID instanceId, String period, String reason) implements Kept {}
}
