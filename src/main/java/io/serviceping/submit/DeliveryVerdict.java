package io.serviceping.submit;

import io.serviceping.outbox.Reason;
import io.serviceping.outbox.Receipt;
import java.time.Duration;
import java.util.Optional;

/** What an endpoint's answer, or the lack of one, means for a ping. */
sealed interface DeliveryVerdict {
    Reason reason();

    /** The endpoint has stored the ping. */
    record Accepted(Receipt receipt, Reason reason) implements DeliveryVerdict {}

    /**
     * To be tried again.
     *
     * @param concerns whether the failure is about this ping or about the endpoint
     * @param retryAfter the wait that the endpoint asked for; not negative, not capped
     */
    record Retryable(Reason reason, Concerns concerns, Optional<Duration> retryAfter) implements DeliveryVerdict {}

    /** The endpoint rejects this ping itself. */
    record Rejected(Reason reason) implements DeliveryVerdict {}

    /** The endpoint no longer exists. */
    record Gone(Reason reason) implements DeliveryVerdict {}

    enum Concerns {
        THIS_PING,
        THE_ENDPOINT
    }
}
