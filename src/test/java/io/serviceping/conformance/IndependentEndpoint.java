package io.serviceping.conformance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An endpoint written from {@code docs/reference/wire.md}, without the program's classes, with one mistake or none. */
final class IndependentEndpoint implements AutoCloseable {
    static final String TOKEN = "a-token";
    static final String KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final int MOST_UNZIPPED = 1024 * 1024;
    private static final int FEW = 3;

    private final Violation violation;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Stored> byPing = new HashMap<>();
    private final Set<String> periods = new HashSet<>();
    private final Set<String> refused = new HashSet<>();

    private final Map<String, Integer> attempts = new HashMap<>();

    private record Stored(String digest, String receiptId) {}

    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;

        Refused(int status) {
            super(String.valueOf(status));
            this.status = status;
        }
    }

    IndependentEndpoint(Violation violation) throws IOException {
        this.violation = violation;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/in");
    }

    private boolean does(Violation other) {
        return violation == other;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] content = exchange.getRequestBody().readAllBytes();
            try {
                answer(exchange, content);
            } catch (Refused refusal) {
                send(exchange, refusal.status, "{\"problem\":\"refused\"}");
            }
        }
    }

    private void answer(HttpExchange exchange, byte[] content) throws IOException, Refused {
        checkToken(header(exchange, "Authorization"));
        String key = header(exchange, "Idempotency-Key").replace("\"", "");
        if (key.isEmpty() && !does(Violation.NEEDS_NO_KEY)) {
            throw new Refused(400);
        }
        if (!header(exchange, "Content-Type").equals("application/json")) {
            throw new Refused(does(Violation.FAILS_ON_OTHER_TYPES) ? 500 : 415);
        }
        String digest = digestOf(exchange, content, key);
        checkSignature(exchange, content);
        JsonNode document = document(exchange, content);
        String pingId = document.path("ping_id").asString(key);
        if (!key.isEmpty() && !key.equals(pingId) && !does(Violation.TAKES_ANY_KEY)) {
            throw new Refused(400);
        }
        store(exchange, pingId, digest, document);
    }

    private void checkToken(String authorization) throws Refused {
        boolean isKnown = authorization.equals("Bearer " + TOKEN)
                || does(Violation.ASKS_FOR_NO_TOKEN)
                || (does(Violation.TAKES_ANY_TOKEN) && !authorization.isEmpty());
        if (!isKnown) {
            throw new Refused(does(Violation.REFUSES_STRANGERS_FOR_GOOD) ? 400 : 401);
        }
    }

    private String digestOf(HttpExchange exchange, byte[] content, String key) throws Refused {
        String said = header(exchange, "Content-Digest");
        String digest = "sha-256=:" + Base64.getEncoder().encodeToString(sha256(content)) + ":";
        boolean isMissing = said.isEmpty() && !does(Violation.NEEDS_NO_DIGEST);
        boolean isOther = !said.isEmpty() && !said.equals(digest) && !does(Violation.CHECKS_NO_DIGEST);
        if (isMissing || isOther) {
            refused.add(key);
            throw new Refused(400);
        }
        if (does(Violation.REMEMBERS_WHAT_IT_REFUSED) && refused.contains(key)) {
            throw new Refused(422);
        }
        return digest;
    }

    private void checkSignature(HttpExchange exchange, byte[] content) throws Refused {
        List<String> signatures =
                Arrays.asList(header(exchange, "webhook-signature").split(" "));
        String right = "v1," + Base64.getEncoder().encodeToString(hmac(exchange, content));
        boolean isSigned = does(Violation.LOOKS_AT_THE_FIRST_SIGNATURE)
                ? signatures.get(0).equals(right)
                : signatures.contains(right);
        boolean isLet =
                does(Violation.TAKES_ANY_SIGNATURE) && !signatures.get(0).isEmpty();
        boolean isUnsigned =
                does(Violation.TAKES_UNSIGNED_PINGS) && signatures.get(0).isEmpty();
        if (!isSigned && !isLet && !isUnsigned) {
            throw new Refused(401);
        }
    }

    private JsonNode document(HttpExchange exchange, byte[] content) throws IOException, Refused {
        String plain = unzipped(content);
        try {
            JsonNode document = JsonMapper.shared().readTree(plain);
            boolean isPing = document.path("ping_id").isString()
                    && document.at("/instance/id").isString()
                    && document.path("schema_version").asString("").startsWith("1.");
            boolean isOfToday = !does(Violation.REFUSES_UNKNOWN_MEMBERS) || !document.has("of_a_later_version");
            if ((!isPing && !does(Violation.TAKES_ANYTHING)) || !isOfToday) {
                throw new Refused(422);
            }
            return document;
        } catch (JacksonException e) {
            if (does(Violation.HANGS_UP_ON_BAD_JSON)) {
                exchange.close();
                throw new IOException("hung up");
            }
            throw new Refused(400);
        }
    }

    private String unzipped(byte[] content) throws Refused {
        int most = does(Violation.UNZIPS_ANYTHING) ? Integer.MAX_VALUE - 1 : MOST_UNZIPPED;
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(content))) {
            byte[] plain = in.readNBytes(most + 1);
            if (plain.length > most) {
                throw new Refused(413);
            }
            return new String(plain, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new Refused(does(Violation.FAILS_ON_BAD_GZIP) ? 500 : 400);
        }
    }

    private synchronized void store(HttpExchange exchange, String pingId, String digest, JsonNode document)
            throws IOException, Refused {
        Stored before = byPing.get(pingId);
        boolean isOther = before != null && !before.digest.equals(digest);
        if (isOther && !does(Violation.TAKES_OTHER_BYTES)) {
            throw new Refused(does(Violation.ASKS_TO_TRY_OTHER_BYTES_AGAIN) ? 409 : 422);
        }
        String period = document.at("/instance/id") + " " + document.path("period");
        if (before == null && !periods.add(period) && !does(Violation.TAKES_A_SECOND_PING)) {
            throw new Refused(422);
        }
        Stored stored = isForgetful(pingId) || before == null
                ? new Stored(digest, UUID.randomUUID().toString())
                : before;
        byPing.putIfAbsent(pingId, stored);
        receipt(exchange, before == null ? 201 : 200, pingId, new Stored(digest, stored.receiptId));
    }

    /** Recognizes parallel attempts by their number, because no other ping is sent so often. */
    private boolean isForgetful(String pingId) {
        boolean isOneOfMany = attempts.merge(pingId, 1, Integer::sum) > FEW;
        return does(Violation.NEW_RECEIPT_EACH_TIME) || (does(Violation.STORES_PARALLEL_ATTEMPTS_TWICE) && isOneOfMany);
    }

    private void receipt(HttpExchange exchange, int status, String pingId, Stored stored) throws IOException {
        String id = does(Violation.RECEIPT_OF_ANOTHER_PING) ? UUID.randomUUID().toString() : pingId;
        String digest = does(Violation.RECEIPT_WITHOUT_DIGEST) ? "" : ",\"digest\":\"" + stored.digest + "\"";
        String json = "{\"ping_id\":\"" + id + "\"" + digest + ",\"receipt_id\":\"" + stored.receiptId + "\"}";
        if (does(Violation.CREATED_BUT_204)) {
            exchange.sendResponseHeaders(204, -1);
        } else {
            send(exchange, status, does(Violation.NO_RECEIPT) ? "<html>thank you</html>" : json);
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(HttpExchange exchange, byte[] content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(KEY.substring("whsec_".length())), "HmacSHA256"));
            String before = header(exchange, "webhook-id") + "." + header(exchange, "webhook-timestamp") + ".";
            mac.update(before.getBytes(StandardCharsets.US_ASCII));
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
