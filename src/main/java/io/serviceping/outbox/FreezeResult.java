package io.serviceping.outbox;

/** The result of {@link Outbox#freeze}. */
public sealed interface FreezeResult {
    Ping ping();

    /** This call froze the ping. */
    record Now(Ping ping) implements FreezeResult {}

    /** The period had been frozen before; its ping is unchanged. */
    record Before(Ping ping) implements FreezeResult {}
}
