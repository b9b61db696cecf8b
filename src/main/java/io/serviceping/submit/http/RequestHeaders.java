package io.serviceping.submit.http;

import io.serviceping.outbox.Ping;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The headers of one attempt, in the order of sending, without those that the HTTP client adds ({@code Host},
 * {@code Content-Length}). Source: {@code docs/reference/wire.md}. {@code toString} hides them.
 *
 * @param byName immutable; each header occurs once
 */
public record RequestHeaders(Map<String, String> byName) {
    public RequestHeaders {
        byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    }

    /**
     * The headers of a ping's POST.
     *
     * @param version of this program
     * @param at the start of the attempt; signed, with a precision of one second
     */
    public static RequestHeaders of(Ping ping, Credentials credentials, String version, Instant at) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Content-Encoding", "gzip");
        headers.put("Content-Digest", ping.digest());
        headers.put("Idempotency-Key", "\"" + ping.pingId() + "\"");
        headers.put("Accept", "application/json");
        headers.put("User-Agent", "service-ping/" + version);
        credentials.authorization().ifPresent(value -> headers.put("Authorization", value));
        String timestamp = String.valueOf(at.getEpochSecond());
        credentials.signatures(signed(ping, timestamp)).ifPresent(signatures -> {
            headers.put("webhook-id", ping.pingId().toString());
            headers.put("webhook-timestamp", timestamp);
            headers.put("webhook-signature", signatures);
        });
        return new RequestHeaders(headers);
    }

    /**
     * The signed content of Standard Webhooks: id, timestamp and body, separated by dots. The body is the bytes as
     * sent.
     */
    private static byte[] signed(Ping ping, String timestamp) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes((ping.pingId() + "." + timestamp + ".").getBytes(StandardCharsets.US_ASCII));
        content.writeBytes(ping.content().bytes());
        return content.toByteArray();
    }

    @Override
    public String toString() {
        return "RequestHeaders" + byName.keySet();
    }
}
