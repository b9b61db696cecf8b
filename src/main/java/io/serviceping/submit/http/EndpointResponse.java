package io.serviceping.submit.http;

import java.util.Optional;

/** What came back for one request. */
public sealed interface EndpointResponse {
    /**
     * An answer.
     *
     * @param body read as UTF-8; empty when it was longer than we read
     */
    record Answered(int status, Optional<String> contentType, Optional<String> retryAfter, Optional<String> body)
            implements EndpointResponse {}

    /** No answer: the request may or may not have arrived. */
    record Unanswered(String reason) implements EndpointResponse {}
}
