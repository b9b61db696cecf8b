package io.serviceping.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.serviceping.collector.Collector;
import io.serviceping.collector.CollectorSettings;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.JsonNode;

/**
 * The reference collector behind a proxy that a test can shut or make fail. As an extension, each test has its proxy, and
 * the tests of a class share a collector.
 */
final class EndpointProxy implements BeforeEachCallback, AfterEachCallback, AutoCloseable {
    interface Door {
        void handle(HttpExchange exchange, byte[] body) throws IOException, InterruptedException;
    }

    private static final List<String> HEADERS = List.of(
            "Content-Type", "Content-Encoding", "Content-Digest", "Idempotency-Key", "Authorization", "User-Agent");

    private final AutoCloseable closing;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<byte[]> received = new CopyOnWriteArrayList<>();
    private final Set<String> earlier = new HashSet<>();
    private volatile Door door = this::pass;
    private Supplier<URI> collector;
    private HttpServer server;

    private EndpointProxy(Supplier<URI> collector, AutoCloseable closing) {
        this.collector = collector;
        this.closing = closing;
        this.server = listen(0);
    }

    /** Starts a proxy with its own collector in this process. */
    static EndpointProxy start(Path data) {
        Collector collector = collector(data);
        return new EndpointProxy(collector::endpoint, collector);
    }

    /** For a {@code @RegisterExtension} field. */
    static EndpointProxy ofTheClass() {
        return inFrontOf(() -> {
            throw new IllegalStateException("the test has not begun");
        });
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        ExtensionContext context = test;
        while (context.getTestMethod().isPresent()) {
            context = context.getParent().orElseThrow();
        }
        collector = context.getStore(ExtensionContext.Namespace.create(EndpointProxy.class))
                        .computeIfAbsent(
                                Collector.class, key -> collector(TestDatabase.folder("collector-")), Collector.class)
                ::endpoint;
        pings().forEach(ping -> earlier.add(ping.get("ping_id").stringValue()));
    }

    @Override
    public void afterEach(ExtensionContext test) throws Exception {
        close();
    }

    private static Collector collector(Path data) {
        return Collector.start(new CollectorSettings(InetAddress.getLoopbackAddress(), 0, data, null));
    }

    static EndpointProxy inFrontOf(Supplier<URI> collector) {
        return new EndpointProxy(collector, () -> {});
    }

    private HttpServer listen(int port) {
        try {
            HttpServer listening = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            listening.setExecutor(threads);
            listening.createContext("/", exchange -> {
                try (exchange) {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    received.add(body);
                    door.handle(exchange, body);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            listening.start();
            return listening;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/pings");
    }

    /** The contents of all requests, accepted or not. */
    List<byte[]> received() {
        return received;
    }

    void answers(int status, String... header) {
        guard((exchange, body) -> {
            if (header.length > 0) {
                exchange.getResponseHeaders().set(header[0], header[1]);
            }
            exchange.sendResponseHeaders(status, -1);
        });
    }

    /** From now on answers 503 with a Retry-After of one hour. */
    void answersTryLater() {
        answers(503, "Retry-After", "3600");
    }

    void guard(Door by) {
        door = by;
    }

    /** Passes requests to the collector from now on. */
    void accepts() {
        door = this::pass;
    }

    void pass(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = forward(exchange, body);
        answer.headers()
                .firstValue("Content-Type")
                .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
        exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
        exchange.getResponseBody().write(answer.body());
    }

    /** Passes the request to the collector. The caller sends the answer. */
    HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(collector.get())
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        for (String header : HEADERS) {
            String value = exchange.getRequestHeaders().getFirst(header);
            if (value != null) {
                request.header(header, value);
            }
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Posts the exported pings as a person does on another machine. Returns the answers. */
    List<String> postedByHand(Path exported) throws IOException, InterruptedException {
        List<String> answers = new ArrayList<>();
        try (ZipFile zip = new ZipFile(exported.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (entry.getName().endsWith("/headers.txt")) {
                    String content = entry.getName().replace("headers.txt", "payload.json.gz");
                    answers.add(postByHand(read(zip, entry), read(zip, zip.getEntry(content))));
                }
            }
        }
        return answers;
    }

    private static byte[] read(ZipFile zip, ZipEntry entry) throws IOException {
        return zip.getInputStream(entry).readAllBytes();
    }

    private String postByHand(byte[] headers, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(collector.get()).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        new String(headers, StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.split(": ", 2))
                .forEach(header -> request.header(header[0], header[1]));
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    void shut() {
        server.stop(0);
    }

    /** Listens again, on the same port. */
    void open() {
        server = listen(server.getAddress().getPort());
    }

    /** The pings that the collector has received since the test began, newest first. */
    List<JsonNode> pings() {
        return CommandResult.json(get("")).values().stream()
                .filter(ping -> !earlier.contains(ping.get("ping_id").stringValue()))
                .toList();
    }

    byte[] document(String pingId) {
        return get("/" + pingId);
    }

    private byte[] get(String path) {
        try {
            return client.send(
                            HttpRequest.newBuilder(URI.create(collector.get() + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws Exception {
        server.stop(0);
        threads.shutdownNow();
        closing.close();
    }
}
