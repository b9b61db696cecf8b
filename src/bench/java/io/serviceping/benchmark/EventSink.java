package io.serviceping.benchmark;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/** Takes whatever peers send, and counts the events in it by their name. */
final class EventSink implements AutoCloseable {
    private static final String EVENT = "\"package_pulled\"";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final AtomicLong events = new AtomicLong();

    private EventSink(HttpServer server) {
        this.server = server;
    }

    static EventSink start() throws IOException {
        EventSink sink =
                new EventSink(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100));
        sink.server.createContext("/", sink::take);
        sink.server.setExecutor(sink.threads);
        sink.server.start();
        return sink;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The number of events, once none has come for a second. */
    long settled() throws InterruptedException {
        long before = -1;
        while (before != events.get()) {
            before = events.get();
            TimeUnit.SECONDS.sleep(1);
        }
        return before;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            InputStream body = exchange.getRequestBody();
            String text =
                    new String((zipped ? new GZIPInputStream(body) : body).readAllBytes(), StandardCharsets.UTF_8);
            events.addAndGet(text.split(EVENT, -1).length - 1L);
            byte[] answer = "{\"success\":true,\"status\":1}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
