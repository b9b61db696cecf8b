package io.serviceping.collector;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The threads requests are read, worked on and answered in. A client that stops half-way holds one of them for the
 * patience and no longer; the JDK server's own limits are system properties, read once per JVM, and off by default.
 */
final class RequestThreads implements Executor, AutoCloseable {
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);
    private static final ThreadLocal<TimeLimit> CURRENT = new ThreadLocal<>();

    private final ThreadPoolExecutor pool;
    private final ScheduledThreadPoolExecutor timer;
    private final Duration patience;

    RequestThreads(Limits limits) {
        AtomicInteger number = new AtomicInteger();
        ThreadFactory daemons = task -> {
            Thread thread = new Thread(task, "collector-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        pool = new ThreadPoolExecutor(
                limits.threads(),
                limits.threads(),
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(limits.waiting()),
                daemons);
        timer = new ScheduledThreadPoolExecutor(1, daemons);
        timer.setRemoveOnCancelPolicy(true);
        patience = limits.patience();
    }

    @Override
    public void execute(Runnable request) {
        pool.execute(() -> limited(request));
    }

    /**
     * Work on the store, between reading the request and writing the answer. It must not be interrupted: H2 would lose
     * its file, and with it every other request. The patience for the answer starts anew afterwards.
     */
    <T> T unlimited(Supplier<T> work) {
        CURRENT.get().lift();
        try {
            return work.get();
        } finally {
            begin();
        }
    }

    private void limited(Runnable request) {
        begin();
        try {
            request.run();
        } finally {
            CURRENT.get().lift();
            CURRENT.remove();
        }
    }

    private void begin() {
        TimeLimit limit = new TimeLimit(Thread.currentThread());
        CURRENT.set(limit);
        var unused = timer.schedule(limit::expire, patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Takes no more requests and gives those at work a few seconds. */
    @Override
    public void close() {
        pool.shutdown();
        try {
            // Those that take longer lose their connection when the server stops; their senders try again.
            var unused = pool.awaitTermination(LAST_ANSWERS.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            timer.shutdownNow();
        }
    }
}
