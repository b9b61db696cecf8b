package io.serviceping.outbox;

/** What {@link Outbox#freeze} found or did. */
public sealed interface FreezeResult {
    Ping ping();

    /** Frozen by this call. */
    record Now(Ping ping) implements FreezeResult {}

    /** The period was frozen before: its ping, unchanged. */
    record Before(Ping ping) implements FreezeResult {}
}
