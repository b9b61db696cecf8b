package io.serviceping.collector;

import com.sun.net.httpserver.Headers;
import io.serviceping.collector.answer.Problem;
import io.serviceping.collector.answer.RefusalException;
import io.serviceping.collector.store.PingHeaders;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Checks a delivery's signature (Standard Webhooks 1.0.0) over id, timestamp and the content as sent. Without keys, all
 * pass.
 */
final class WebhookSignature {
    private static final Problem.Kind REFUSED = Problem.Kind.UNAUTHORIZED;
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}");

    private final Optional<SecretFile> keys;
    private final Optional<Duration> tolerance;
    private final InstantSource clock;

    WebhookSignature(Access access, InstantSource clock) {
        this.keys = access.signingKeys().map(SecretFile::new);
        this.tolerance = access.tolerance();
        this.clock = clock;
        keys.ifPresent(WebhookSignature::read);
    }

    void check(Headers headers, PingHeaders ping, byte[] content) throws RefusalException {
        if (keys.isEmpty()) {
            return;
        }
        String id = required(headers, "webhook-id");
        if (!id.equals(ping.pingId().toString())) {
            throw new RefusalException(REFUSED, "webhook-id must be the ping_id, as Idempotency-Key is.");
        }
        String timestamp = required(headers, "webhook-timestamp");
        checkTime(timestamp);
        byte[] signed = StandardWebhooks.signedContent(id, timestamp, content);
        List<String> signatures = List.of(required(headers, "webhook-signature").split(" "));
        for (SigningKey key : read(keys.get())) {
            for (String signature : signatures) {
                if (recognises(key, signature, signed)) {
                    return;
                }
            }
        }
        throw new RefusalException(
                REFUSED, "No signature in webhook-signature was made with a key that this collector knows.");
    }

    private void checkTime(String timestamp) throws RefusalException {
        if (!SECONDS.matcher(timestamp).matches()) {
            throw new RefusalException(REFUSED, "webhook-timestamp must be seconds since 1970.");
        }
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), clock.instant())
                .abs();
        if (tolerance.isPresent() && age.compareTo(tolerance.get()) > 0) {
            throw new RefusalException(REFUSED, "webhook-timestamp is more than " + tolerance.get() + " from now.");
        }
    }

    private static List<SigningKey> read(SecretFile file) {
        try {
            return file.lines().stream().map(SigningKey::of).toList();
        } catch (IllegalArgumentException e) {
            throw file.unusable(String.valueOf(e.getMessage()));
        }
    }

    private static boolean recognises(SigningKey key, String signature, byte[] signed) {
        try {
            return key.recognises(signature, signed);
        } catch (GeneralSecurityException e) {
            // For example 64 bytes that are no point of the curve.
            return false;
        }
    }

    private static String required(Headers headers, String name) throws RefusalException {
        String value = headers.getFirst(name);
        if (value == null || value.isBlank()) {
            throw new RefusalException(REFUSED, name + " is required: deliveries must be signed (Standard Webhooks).");
        }
        return value.strip();
    }
}
