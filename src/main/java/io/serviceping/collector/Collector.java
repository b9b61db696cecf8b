package io.serviceping.collector;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The reference endpoint, for trying out and for tests: {@code docs/reference/collector.md} says what it answers.
 *
 * <p>What bounds it: 16 requests are worked on at once and 200 wait, the connections of more are closed unanswered; a
 * client has 30 seconds to send its request and 30 seconds to take the answer, then its connection is closed; content
 * is read up to 5 MiB as sent and 20 MiB unzipped. An idle connection costs no thread.
 */
public final class Collector implements AutoCloseable {
    private static final int USUAL_BACKLOG = 0;
    private static final String NO_DELAY = "sun.net.httpserver.nodelay";

    private final HttpServer server;
    private final RequestThreads threads;
    private final CollectorDatabase database;

    private Collector(HttpServer server, RequestThreads threads, CollectorDatabase database) {
        this.server = server;
        this.threads = threads;
        this.database = database;
    }

    /**
     * Answers requests from now until it is closed.
     *
     * @throws UncheckedIOException when the port or the data folder cannot be had; the message says which
     */
    public static Collector start(CollectorSettings settings) {
        return start(settings, InstantSource.system());
    }

    /** The same with a clock of the caller's. */
    public static Collector start(CollectorSettings settings, InstantSource clock) {
        return start(settings, Limits.USUAL, clock);
    }

    static Collector start(CollectorSettings settings, Limits limits, InstantSource clock) {
        HttpServer server = listen(settings);
        RequestThreads threads = new RequestThreads(limits);
        try {
            CollectorDatabase database = open(settings, limits);
            try {
                server.setExecutor(threads);
                server.createContext("/", requests(settings, limits, clock, database, threads));
                server.start();
                return new Collector(server, threads, database);
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
        Intake intake = new Intake(PayloadSchema.load(), content, new WebhookSignature(settings.access(), clock));
        Rate rate = new Rate(settings.deliveriesPerMinute(), clock);
        return new Requests(
                settings.access(),
                content,
                new Reception(rate, intake, pings, rejects, threads),
                new Archive(pings, rejects, new ReportStore(jdbc), threads, content));
    }

    private static HttpServer listen(CollectorSettings settings) {
        InetSocketAddress address = new InetSocketAddress(settings.address(), settings.port());
        sendAtOnce();
        try {
            return HttpServer.create(address, USUAL_BACKLOG);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + address + ": " + e.getMessage(), e);
        }
    }

    /**
     * By default the body of an answer leaves only when the client has confirmed the headers, which takes it some 40
     * ms. Works until the JVM's first server is made; a value that the operator gave stays.
     */
    private static void sendAtOnce() {
        if (System.getProperty(NO_DELAY) == null) {
            System.setProperty(NO_DELAY, "true");
        }
    }

    private static CollectorDatabase open(CollectorSettings settings, Limits limits) {
        try {
            return CollectorDatabase.open(settings.storage(), limits.threads());
        } catch (RuntimeException e) {
            String message = "cannot use the store " + settings.storage() + ", perhaps another collector has it open: "
                    + e.getMessage();
            throw new UncheckedIOException(message, new IOException(e));
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
        database.close();
    }
}
