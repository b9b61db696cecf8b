package io.serviceping.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A ping as anybody could send it, made without a class of the program. */
public final class SentPing {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String GOLDEN_PING = "0b0e7c5e-2f5f-4c0e-9f0b-6a3a1c1d2e01";
    private static final String GOLDEN_INSTANCE = "7a1c9f0e-8d44-4b53-a1f4-1f4d6a9b3c10";
    private static final String GOLDEN = golden();

    private final UUID pingId;
    private final byte[] content;
    private final Map<String, String> headers = new LinkedHashMap<>();

    private SentPing(UUID pingId, byte[] content) {
        this.pingId = pingId;
        this.content = content;
        headers.put("Content-Type", "application/json");
        headers.put("Content-Encoding", "gzip");
        headers.put("Idempotency-Key", "\"" + pingId + "\"");
        headers.put("Content-Digest", digest());
    }

    /** A new ping of a new instance. */
    public static SentPing fresh() {
        return of(UUID.randomUUID(), UUID.randomUUID());
    }

    /** A ping of an instance for a period that is always the same. */
    public static SentPing of(UUID pingId, UUID instance) {
        return of(pingId, document(pingId, instance));
    }

    /** Any content under any key. */
    public static SentPing of(UUID pingId, String document) {
        return new SentPing(pingId, zip(document.getBytes(StandardCharsets.UTF_8)));
    }

    /** A document that is valid by the schema. */
    public static String document(UUID pingId, UUID instance) {
        return GOLDEN.replace(GOLDEN_PING, pingId.toString()).replace(GOLDEN_INSTANCE, instance.toString());
    }

    public SentPing with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    public SentPing without(String header) {
        headers.remove(header);
        return this;
    }

    /** Standard Webhooks with a {@code whsec_} key. */
    public SentPing signed(String key, long seconds) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(key.substring("whsec_".length())), "HmacSHA256"));
            mac.update((pingId + "." + seconds + ".").getBytes(StandardCharsets.UTF_8));
            return with("webhook-id", pingId.toString())
                    .with("webhook-timestamp", Long.toString(seconds))
                    .with("webhook-signature", "v1," + Base64.getEncoder().encodeToString(mac.doFinal(content)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public UUID pingId() {
        return pingId;
    }

    public String digest() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return "sha-256=:" + Base64.getEncoder().encodeToString(digest) + ":";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<String> post(URI endpoint) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofByteArray(content));
        headers.forEach(request::header);
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** What is at another path of the same server. */
    public static String get(URI uri) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static byte[] zip(byte[] plain) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }

    private static String golden() {
        String resource = "/payload/1.0/complete.json";
        try (InputStream in = Objects.requireNonNull(SentPing.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
