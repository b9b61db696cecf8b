package io.serviceping.outbox;

/** What {@link Outbox#freeze} found or did. */
public sealed interface Frozen {
    Ping ping();

    /** Frozen by this call. */
    record Now(Ping ping) implements Frozen {}

    /** The period was frozen before: its ping, unchanged. */
    record Before(Ping ping) implements Frozen {}
}
