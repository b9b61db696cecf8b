package io.serviceping.submit;

import io.serviceping.outbox.Reason;
import io.serviceping.outbox.Receipt;
import java.time.Duration;
import java.util.Optional;

/** What an endpoint's answer, or its silence, means for a ping. */
sealed interface DeliveryVerdict {
    Reason reason();

    /** The endpoint has it. */
    record Accepted(Receipt receipt, Reason reason) implements DeliveryVerdict {}

    /**
     * To be tried again.
     *
     * @param concerns whether other pings would fare better
     * @param retryAfter what the endpoint asked for, as it asked: not negative, not capped
     */
    record Retryable(Reason reason, Concerns concerns, Optional<Duration> retryAfter) implements DeliveryVerdict {}

    /** Refused for what it is. */
    record Rejected(Reason reason) implements DeliveryVerdict {}

    /** The endpoint is there no more. */
    record Gone(Reason reason) implements DeliveryVerdict {}

    /** Whom a refusal for now is about. */
    enum Concerns {
        THIS_PING,
        THE_ENDPOINT
    }
}
