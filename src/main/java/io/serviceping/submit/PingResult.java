package io.serviceping.submit;

import io.serviceping.outbox.Reason;
import io.serviceping.outbox.Receipt;
import java.time.Instant;
import java.util.UUID;

/** The result of a run for one ping. */
public sealed interface PingResult {
    UUID pingId();

    /** The endpoint has stored the ping. */
    record Delivered(UUID pingId, Receipt receipt) implements PingResult {}

    /**
     * Not delivered; it stays in the outbox.
     *
     * @param nextAttemptAt the ping is not due before this time
     */
    record Waiting(UUID pingId, Reason reason, Instant nextAttemptAt) implements PingResult {}

    /** Rejected for what the ping is; {@link io.serviceping.outbox.Outbox#redrive} queues it again. */
    record Quarantined(UUID pingId, Reason reason) implements PingResult {}

    /**
     * The endpoint answered that it no longer exists; {@link io.serviceping.outbox.Outbox#release} queues the ping
     * again.
     */
    record Held(UUID pingId, Reason reason) implements PingResult {}

    /** Permission to send was lost before the next attempt, or during one, which was cancelled. */
    record NotAllowed(UUID pingId) implements PingResult {}

    /**
     * Not attempted: the endpoint failed for another ping, the run was interrupted, or another process had the claim.
     */
    record Untouched(UUID pingId) implements PingResult {}
}
