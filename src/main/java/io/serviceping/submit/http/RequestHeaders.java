package io.serviceping.submit.http;

import io.serviceping.outbox.Ping;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The headers of one attempt, in the order in which they are sent, without those that the HTTP client adds itself
 * ({@code Host}, {@code Content-Length}). Source: {@code docs/reference/wire.md}. Its text form says nothing.
 *
 * @param byName not changed after this; a header stands in it once
 */
public record RequestHeaders(Map<String, String> byName) {
    public RequestHeaders {
        byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    }

    /**
     * What a ping is posted with.
     *
     * @param version of this program
     * @param at when the attempt begins; signed, to the second
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

    /** As Standard Webhooks has it: id, timestamp and body, parted by dots. The body is the bytes as sent. */
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
