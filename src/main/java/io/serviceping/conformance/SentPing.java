package io.serviceping.conformance;

import io.serviceping.collector.Sha256;
import io.serviceping.collector.StandardWebhooks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;

/** A ping made from {@code docs/reference/wire.md} alone, without the sender's classes. */
public final class SentPing {
    private static final String PING = "00000000-0000-4000-8000-000000000001";
    private static final String INSTANCE = "00000000-0000-4000-8000-000000000002";
    private static final String TEMPLATE = template();

    private final UUID pingId;
    private final byte[] content;
    private final Map<String, String> headers;

    private SentPing(UUID pingId, byte[] content, Map<String, String> headers) {
        this.pingId = pingId;
        this.content = content;
        this.headers = headers;
    }

    /** A new ping of a new instance. */
    public static SentPing fresh() {
        return of(UUID.randomUUID(), UUID.randomUUID());
    }

    /** A ping of an instance; the period is always the same. */
    public static SentPing of(UUID pingId, UUID instance) {
        return of(pingId, document(pingId, instance));
    }

    /** Any text under any ping id. */
    public static SentPing of(UUID pingId, String document) {
        return zipped(pingId, zip(document.getBytes(StandardCharsets.UTF_8)));
    }

    /** Any bytes under any ping id, with the header for gzip. */
    static SentPing zipped(UUID pingId, byte[] content) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Content-Encoding", "gzip");
        headers.put("Idempotency-Key", "\"" + pingId + "\"");
        headers.put("Content-Digest", Sha256.contentDigest(content));
        headers.put("Accept", "application/json");
        return new SentPing(pingId, content, headers);
    }

    /** A document that conforms to the schema. */
    public static String document(UUID pingId, UUID instance) {
        return TEMPLATE.replace(PING, pingId.toString()).replace(INSTANCE, instance.toString());
    }

    /** A copy with the header set. */
    public SentPing with(String header, String value) {
        Map<String, String> changed = new LinkedHashMap<>(headers);
        changed.put(header, value);
        return new SentPing(pingId, content, changed);
    }

    /** A copy without the header. */
    public SentPing without(String header) {
        Map<String, String> changed = new LinkedHashMap<>(headers);
        changed.remove(header);
        return new SentPing(pingId, content, changed);
    }

    /** A copy with the three headers of Standard Webhooks. */
    public SentPing signed(SigningSecret key, Instant at) {
        String timestamp = Long.toString(at.getEpochSecond());
        return with("webhook-id", pingId.toString())
                .with("webhook-timestamp", timestamp)
                .with(
                        "webhook-signature",
                        key.sign(StandardWebhooks.signedContent(pingId.toString(), timestamp, content)));
    }

    public UUID pingId() {
        return pingId;
    }

    /** The digest of the content, in the form of {@code Content-Digest}. */
    public String digest() {
        return Sha256.contentDigest(content);
    }

    /** The bytes to send. */
    public byte[] content() {
        return content.clone();
    }

    public Map<String, String> headers() {
        return Collections.unmodifiableMap(headers);
    }

    static byte[] zip(byte[] plain) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }

    private static String template() {
        String resource = "/conformance/ping.json";
        try (InputStream in = Objects.requireNonNull(SentPing.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
