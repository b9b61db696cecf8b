package io.serviceping.collector;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;

/** One delivery, valid unless a test changes it. */
public final class TestSender {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Map<String, String> headers = new LinkedHashMap<>();
    private final byte[] content;

    private TestSender(String pingId, byte[] content) {
        this.content = content;
        headers.put("Content-Type", "application/json");
        headers.put("Idempotency-Key", "\"" + pingId + "\"");
        headers.put("Content-Digest", Sha256.contentDigest(content));
    }

    static TestSender plain(UUID pingId, String document) {
        return new TestSender(pingId.toString(), document.getBytes(StandardCharsets.UTF_8));
    }

    public static TestSender zipped(UUID pingId, String document) {
        return new TestSender(pingId.toString(), zip(document.getBytes(StandardCharsets.UTF_8)))
                .with("Content-Encoding", "gzip");
    }

    static TestSender bytes(UUID pingId, byte[] content) {
        return new TestSender(pingId.toString(), content);
    }

    TestSender with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    TestSender without(String header) {
        headers.remove(header);
        return this;
    }

    String digest() {
        return Sha256.contentDigest(content);
    }

    public HttpResponse<String> post(URI endpoint) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(endpoint).POST(HttpRequest.BodyPublishers.ofByteArray(content));
        headers.forEach(request::header);
        return send(request);
    }

    static HttpResponse<String> get(URI uri) {
        return send(HttpRequest.newBuilder(uri));
    }

    static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
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
}
