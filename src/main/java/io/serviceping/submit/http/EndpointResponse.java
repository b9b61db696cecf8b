package io.serviceping.submit.http;

import java.util.Optional;

/** The outcome of one request. */
public sealed interface EndpointResponse {
    /**
     * An answer.
     *
     * @param body as UTF-8; empty if it was longer than the limit
     */
    record Answered(int status, Optional<String> contentType, Optional<String> retryAfter, Optional<String> body)
            implements EndpointResponse {}

    /** No answer. The request may have arrived. */
    record Unanswered(String reason) implements EndpointResponse {}
}
