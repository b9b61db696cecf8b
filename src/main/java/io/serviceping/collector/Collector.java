package io.serviceping.collector;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.UUID;

/**
 * The reference endpoint, for trying out and for tests: {@code docs/reference/payload.md} says what it answers.
 *
 * <p>What bounds it: 16 requests are worked on at once and 200 wait, the connections of more are closed unanswered; a
 * client has 30 seconds to send its request and 30 seconds to take the answer, then its connection is closed; content
 * is read up to 5 MiB as sent and 20 MiB unzipped. An idle connection costs no thread.
 */
public final class Collector implements AutoCloseable {
    private static final int USUAL_BACKLOG = 0;

    private final HttpServer server;
    private final RequestThreads threads;
    private final PingStore store;

    private Collector(HttpServer server, RequestThreads threads, PingStore store) {
        this.server = server;
        this.threads = threads;
        this.store = store;
    }

    /**
     * Answers requests from now until it is closed.
     *
     * @throws UncheckedIOException when the port or the data folder cannot be had; the message says which
     */
    public static Collector start(CollectorSettings settings) {
        return start(settings, Limits.USUAL, InstantSource.system());
    }

    static Collector start(CollectorSettings settings, Limits limits, InstantSource clock) {
        HttpServer server = listen(settings);
        try {
            PingStore store = open(settings, limits, clock);
            RequestThreads threads = new RequestThreads(limits);
            server.setExecutor(threads);
            server.createContext(
                    "/", new Requests(new BearerToken(settings.token()), new Content(limits), store, threads));
            server.start();
            return new Collector(server, threads, store);
        } catch (IOException e) {
            server.stop(0);
            throw new UncheckedIOException("cannot use the data folder " + settings.data() + ": " + e.getMessage(), e);
        }
    }

    private static HttpServer listen(CollectorSettings settings) {
        InetSocketAddress address = new InetSocketAddress(settings.address(), settings.port());
        try {
            return HttpServer.create(address, USUAL_BACKLOG);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + address + ": " + e.getMessage(), e);
        }
    }

    private static PingStore open(CollectorSettings settings, Limits limits, InstantSource clock) throws IOException {
        Files.createDirectories(settings.data());
        try {
            return PingStore.open(settings.data(), limits.threads(), clock, UUID::randomUUID);
        } catch (RuntimeException e) {
            throw new IOException("the store does not open, perhaps another collector has it open", e);
        }
    }

    /** Where to POST pings. */
    public URI endpoint() {
        InetAddress bound = server.getAddress().getAddress();
        InetAddress reachable = bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound;
        return URI.create("http://"
                + bracketed(reachable.getHostAddress())
                + ":"
                + server.getAddress().getPort()
                + "/pings");
    }

    private static String bracketed(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    /** Answers what it has begun, for a few seconds at most, and closes the store. */
    @Override
    public void close() {
        threads.close();
        server.stop(0);
        store.close();
    }
}
