package io.serviceping.collector;

/** What became of a delivery. */
sealed interface Kept {
    /** Stored now. */
    record First(Receipt receipt) implements Kept {}

    /** Stored before, the very same bytes. */
    record Again(Receipt receipt) implements Kept {}

    /** Another ping, or other bytes, are stored in its place; this delivery is not. */
    record Conflict(String reason) implements Kept {}
}
