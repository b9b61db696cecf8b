package io.serviceping.submit;

import io.serviceping.outbox.Ping;
import io.serviceping.outbox.Reason;
import io.serviceping.submit.DeliveryVerdict.Concerns;
import io.serviceping.submit.ReceiptReader.Found;
import io.serviceping.submit.http.EndpointResponse;
import io.serviceping.submit.http.EndpointResponse.Answered;
import io.serviceping.submit.http.EndpointResponse.Unanswered;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decides what an answer means; no other class does. */
final class ResponseClassifier {
    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[a-z0-9.+-]{1,40}/[a-z0-9.+-]{1,60}", Pattern.CASE_INSENSITIVE);

    private ResponseClassifier() {}

    static DeliveryVerdict classify(EndpointResponse response, Ping ping, Instant now) {
        return response instanceof Answered answered
                ? classify(answered, ping, now)
                : new DeliveryVerdict.Retryable(
                        Reason.of(((Unanswered) response).reason()), Concerns.THE_ENDPOINT, Optional.empty());
    }

    private static DeliveryVerdict classify(Answered answer, Ping ping, Instant now) {
        int status = answer.status();
        Optional<Duration> retryAfter = answer.retryAfter().flatMap(value -> RetryAfter.parse(value, now));
        return switch (status) {
            case 200, 201, 202 -> acceptedWithReceipt(answer, ping, now);
            case 410 -> new DeliveryVerdict.Gone(refusal(answer));
            // About the sender or the connection (login, proxy, headers, a block), not about the ping.
            case 401, 402, 403, 407, 408, 421, 425, 426, 429, 431, 451 ->
                new DeliveryVerdict.Retryable(refusal(answer), Concerns.THE_ENDPOINT, retryAfter);
            // 409, 423, 424: the endpoint is still working on this ping. 500 may be a fault that only this ping causes.
            case 409, 423, 424, 500 -> new DeliveryVerdict.Retryable(refusal(answer), Concerns.THIS_PING, retryAfter);
            default ->
                status >= 400 && status < 500
                        ? new DeliveryVerdict.Rejected(refusal(answer))
                        : new DeliveryVerdict.Retryable(unexpected(answer), Concerns.THE_ENDPOINT, retryAfter);
        };
    }

    private static DeliveryVerdict acceptedWithReceipt(Answered answer, Ping ping, Instant now) {
        Found found = answer.body()
                .map(body -> ReceiptReader.read(body, ping, now))
                .orElseGet(() -> new Found.Other("with an answer longer than any receipt"));
        if (found instanceof Found.Matching matching) {
            return new DeliveryVerdict.Accepted(matching.receipt(), reason(answer.status()));
        }
        return found instanceof Found.Other other
                ? new DeliveryVerdict.Retryable(
                        Reason.http(answer.status(), other.problem()), Concerns.THIS_PING, Optional.empty())
                : new DeliveryVerdict.Retryable(withoutReceipt(answer), Concerns.THE_ENDPOINT, Optional.empty());
    }

    private static Reason unexpected(Answered answer) {
        int status = answer.status();
        if (status >= 300 && status < 400) {
            return Reason.http(status, "(redirects are not followed)");
        }
        return status < 300 ? withoutReceipt(answer) : refusal(answer);
    }

    private static Reason withoutReceipt(Answered answer) {
        Optional<String> mediaType = answer.contentType()
                .map(MEDIA_TYPE::matcher)
                .filter(Matcher::lookingAt)
                .map(Matcher::group);
        return Reason.http(
                answer.status(),
                "without a receipt" + mediaType.map(type -> " (" + type + ")").orElse(""));
    }

    /** The reason with the endpoint's own words, which cannot be checked. */
    private static Reason refusal(Answered answer) {
        String said = answer.body().orElse("");
        Reason reason = reason(answer.status()).saying(said);
        return reason.isConflict()
                ? Reason.http(answer.status(), "(another ping is in its place)").saying(said)
                : reason;
    }

    private static Reason reason(int status) {
        return Reason.http(
                status,
                switch (status) {
                    case 401, 403 -> "(is the token or signing key the one that the endpoint knows?)";
                    case 404 -> "(is the path in endpoint.url right?)";
                    case 407 -> "(the proxy asks for endpoint.proxy.username and its password)";
                    case 421 ->
                        "(another server answered: do endpoint.url and a proxy in front of it name the same host?)";
                    case 426 -> "(a server or proxy on the way wants another version of HTTP or TLS)";
                    case 431 -> "(the headers are too large: has endpoint.signing-key-file too many keys?)";
                    case 451 -> "(blocked for legal reasons)";
                    case 511 -> "(the network asks for a login)";
                    default -> "";
                });
    }
}
