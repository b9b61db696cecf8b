package io.serviceping.submit.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A real HTTP server that gives the scripted answers one by one, and afterwards receipts. */
public final class TestEndpoint implements AutoCloseable {
    /** As a status: closes the connection without an answer. */
    public static final int CUT_OFF = 0;

    private final HttpServer server;
    private final Queue<Function<Received, Scripted>> script = new ConcurrentLinkedQueue<>();
    public final List<Received> received = new CopyOnWriteArrayList<>();

    public TestEndpoint() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    public TestEndpoint(HttpsConfigurator tls) throws IOException {
        HttpsServer secure = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        secure.setHttpsConfigurator(tls);
        server = secure;
        server.createContext("/", this::answer);
        server.start();
    }

    /** The URL over TLS with this host. */
    public URI url(String host) {
        return URI.create("https://" + host + ":" + server.getAddress().getPort() + "/pings");
    }

    public int requests() {
        return received.size();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/pings");
    }

    public TestEndpoint then(Function<Received, Scripted> answer) {
        script.add(answer);
        return this;
    }

    public TestEndpoint then(int status, String... header) {
        return then(request -> new Scripted(
                status, header.length == 0 ? Map.of() : Map.of(header[0], header[1]), "{\"error\":\"no\"}"));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Received request = new Received(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    exchange.getRequestHeaders(),
                    exchange.getRequestBody().readAllBytes());
            received.add(request);
            Function<Received, Scripted> next = script.poll();
            Scripted answer = next == null ? receipt(request) : next.apply(request);
            if (answer.status() == CUT_OFF) {
                return;
            }
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    public static Scripted receipt(Received request) {
        return new Scripted(
                201,
                Map.of("Content-Type", "application/json"),
                receiptJson(request.pingId(), request.header("Content-Digest"), "r-42"));
    }

    public static String receiptJson(String pingId, String digest, String receiptId) {
        return "{\"ping_id\":\"" + pingId + "\",\"digest\":\"" + digest + "\",\"receipt_id\":\"" + receiptId + "\"}";
    }

    @Override
    public void close() {
        server.stop(0);
    }

    public record Scripted(int status, Map<String, String> headers, String body) {}

    @SuppressWarnings("ArrayRecordComponent")
    public record Received(String method, String path, Headers headers, byte[] body) {
        public String header(String name) {
            return headers.getFirst(name);
        }

        public String pingId() {
            return header("Idempotency-Key").replace("\"", "");
        }
    }
}
