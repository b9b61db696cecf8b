package io.serviceping.submit;

import io.serviceping.outbox.Reason;
import io.serviceping.outbox.Receipt;
import java.time.Instant;
import java.util.UUID;

/** What a run did for one ping. */
public sealed interface PingResult {
    UUID pingId();

    /** The endpoint has it. */
    record Delivered(UUID pingId, Receipt receipt) implements PingResult {}

    /**
     * Tried in vain, safe in the outbox.
     *
     * @param nextAttemptAt not due before
     */
    record Waiting(UUID pingId, Reason reason, Instant nextAttemptAt) implements PingResult {}

    /** Refused for what it is; {@link io.serviceping.outbox.Outbox#redrive} brings it back. */
    record Quarantined(UUID pingId, Reason reason) implements PingResult {}

    /** The endpoint said that it is gone; {@link io.serviceping.outbox.Outbox#release} brings it back. */
    record Held(UUID pingId, Reason reason) implements PingResult {}

    /** Sending stopped being allowed before its next attempt, or during one, which was broken off. */
    record NotAllowed(UUID pingId) implements PingResult {}

    /** Left as it was: the endpoint failed another ping, the run was interrupted, or another process had it. */
    record Untouched(UUID pingId) implements PingResult {}
}
