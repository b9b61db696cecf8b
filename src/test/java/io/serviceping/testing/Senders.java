package io.serviceping.testing;

import io.serviceping.conformance.SentPing;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Threads that send one new ping after the other until they are stopped. */
public final class Senders implements AutoCloseable {
    /** The ping is stored; answers with other statuses are only counted. */
    private static final int STORED = 201;

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final ExecutorService threads;
    private final Supplier<SentPing> pings;
    private final Supplier<URI> endpoint;
    private final Consumer<Acknowledged> result;
    private final Map<Integer, Integer> otherAnswers = new ConcurrentHashMap<>();
    private volatile boolean isStopped;

    /** A ping that the endpoint has confirmed. */
    public record Acknowledged(SentPing ping, String receipt, long nanos) {}

    private Senders(
            ExecutorService threads, Supplier<SentPing> pings, Supplier<URI> endpoint, Consumer<Acknowledged> result) {
        this.threads = threads;
        this.pings = pings;
        this.endpoint = endpoint;
        this.result = result;
    }

    /**
     * Starts senders that each send the next ping after a receipt.
     *
     * @param endpoint read before each request, because a restarted collector may have another port
     * @param result called for each receipt, from several threads
     */
    public static Senders start(
            int number, Supplier<SentPing> pings, Supplier<URI> endpoint, Consumer<Acknowledged> result) {
        Senders senders = new Senders(Executors.newFixedThreadPool(number), pings, endpoint, result);
        for (int i = 0; i < number; i++) {
            senders.threads.execute(senders::work);
        }
        return senders;
    }

    private void work() {
        try {
            while (!isStopped) {
                send(pings.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(SentPing ping) throws InterruptedException {
        long start = System.nanoTime();
        try {
            HttpResponse<String> answer = post(ping, endpoint.get());
            if (answer.statusCode() == STORED) {
                result.accept(new Acknowledged(ping, answer.body(), System.nanoTime() - start));
            } else {
                otherAnswers.merge(answer.statusCode(), 1, Integer::sum);
            }
        } catch (IOException killed) {
            // The collector shares one core with the senders, and it has to start again.
            Thread.sleep(50);
        }
    }

    public static HttpResponse<String> post(SentPing ping, URI endpoint) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofByteArray(ping.content()));
        ping.headers().forEach(request::header);
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The number of answers without a receipt, by status. */
    public Map<Integer, Integer> otherAnswers() {
        return otherAnswers;
    }

    /** Stops sending and waits for the answers to requests in progress. */
    public void stop() throws InterruptedException {
        isStopped = true;
        threads.shutdown();
        if (!threads.awaitTermination(2, TimeUnit.MINUTES)) {
            throw new AssertionError("a sender waits for an answer for two minutes");
        }
    }

    @Override
    public void close() {
        isStopped = true;
        threads.shutdownNow();
    }
}
