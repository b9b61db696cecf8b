package io.serviceping.collector;

import com.sun.net.httpserver.HttpServer;
import io.serviceping.collector.store.CollectorDatabase;
import io.serviceping.collector.store.ConflictStore;
import io.serviceping.collector.store.PingStore;
import io.serviceping.collector.store.RejectStore;
import io.serviceping.collector.store.ReportStore;
import io.serviceping.collector.store.StoreUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The reference endpoint, for trials and tests; {@code docs/reference/collector.md} lists its answers.
 *
 * <p>Limits: 200 requests are read, worked on or answered at once and 200 wait; further connections are closed without
 * an answer. A client has 30 seconds to send its request and 30 seconds to read the answer, but one second while others
 * wait for its thread; then its connection is closed. A content has at most 5 MiB as sent and 20 MiB unzipped; all
 * contents together have about 24 MiB as sent. Two contents are parsed at a time. An idle connection uses no thread.
 */
public final class Collector implements AutoCloseable {
    private static final int USUAL_BACKLOG = 0;
    /**
     * Settings of the JDK's server, read once per JVM. By default the server sends an answer's body only after the
     * client has confirmed the headers, which takes about 40 ms; it allows 380 KiB of headers and any number of
     * connections.
     */
    private static final Map<String, String> SERVER_SETTINGS = Map.of(
            "sun.net.httpserver.nodelay", "true",
            "sun.net.httpserver.maxReqHeaderSize", "32768",
            "jdk.httpserver.maxConnections", "2000");

    private final HttpServer server;
    private final RequestThreads threads;
    private final CollectorDatabase database;
    private final CompletableFuture<Error> failure;

    private Collector(
            HttpServer server, RequestThreads threads, CollectorDatabase database, CompletableFuture<Error> failure) {
        this.server = server;
        this.threads = threads;
        this.database = database;
        this.failure = failure;
    }

    /**
     * Starts a collector, which answers requests until it is closed.
     *
     * @throws UncheckedIOException if the port cannot be used
     * @throws StoreUnavailableException if the store cannot be used
     */
    public static Collector start(CollectorSettings settings) {
        return start(settings, InstantSource.system());
    }

    /** The same with another clock. */
    public static Collector start(CollectorSettings settings, InstantSource clock) {
        return start(settings, Limits.USUAL, clock);
    }

    static Collector start(CollectorSettings settings, Limits limits, InstantSource clock) {
        HttpServer server = listen(settings);
        CompletableFuture<Error> failure = new CompletableFuture<>();
        RequestThreads threads = new RequestThreads(limits, failure::complete);
        try {
            CollectorDatabase database = CollectorDatabase.open(settings.storage(), Limits.DATABASE_CONNECTIONS);
            try {
                server.setExecutor(threads);
                server.createContext("/", requests(settings, limits, clock, database, threads));
                server.start();
                return new Collector(server, threads, database, failure);
            } catch (RuntimeException e) {
                database.close();
                throw e;
            }
        } catch (RuntimeException e) {
            server.stop(0);
            threads.close();
            throw e;
        }
    }

    private static Requests requests(
            CollectorSettings settings,
            Limits limits,
            InstantSource clock,
            CollectorDatabase database,
            RequestThreads threads) {
        JdbcClient jdbc = database.jdbc();
        PingStore pings = new PingStore(jdbc, clock, UUID::randomUUID, database.barrier());
        RejectStore rejects = new RejectStore(jdbc, clock);
        Content content = new Content(limits);
        DeliveryValidator intake =
                new DeliveryValidator(PayloadSchema.load(), content, new WebhookSignature(settings.access(), clock));
        RateLimiter rate = new RateLimiter(settings.deliveriesPerMinute(), clock);
        return new Requests(
                new HostNames(settings.address(), settings.hosts()),
                settings.access(),
                content,
                new DeliveryHandler(rate, intake, pings, rejects, new ConflictStore(jdbc, clock), threads),
                new ReadHandler(pings, rejects, new ReportStore(jdbc), threads));
    }

    private static HttpServer listen(CollectorSettings settings) {
        InetSocketAddress address = new InetSocketAddress(settings.address(), settings.port());
        setServerUp();
        try {
            return HttpServer.create(address, USUAL_BACKLOG);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + address + ": " + e.getMessage(), e);
        }
    }

    /** Has an effect only before the JVM's first server is created. Does not change a value that the operator has set. */
    private static void setServerUp() {
        SERVER_SETTINGS.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
    }

    /** The URL for POSTs of pings. */
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

    /**
     * Completes with an error after which this process must not go on, such as a full heap. The caller should then end
     * the process. Every ping with a receipt is stored.
     */
    public CompletableFuture<Error> failure() {
        return failure;
    }

    /** Waits a few seconds for the answers under way, then closes the store. */
    @Override
    public void close() {
        threads.close();
        server.stop(0);
        database.close();
    }
}
