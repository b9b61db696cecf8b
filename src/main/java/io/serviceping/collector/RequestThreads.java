package io.serviceping.collector;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The threads that read, work on and answer requests. A stalled client holds a thread for the patience at most. While
 * requests wait for a thread, it holds the thread for the courtesy at most, and the longest-held threads are freed
 * first. The JDK server's own limits are system properties, read once per JVM, and off by default.
 */
final class RequestThreads implements Executor, AutoCloseable {
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);
    private static final Duration BETWEEN_SWEEPS = Duration.ofMillis(50);
    private static final ThreadLocal<TimeLimit> CURRENT = new ThreadLocal<>();

    private final Limits limits;
    private final ThreadPoolExecutor pool;
    private final ScheduledThreadPoolExecutor timer;
    /** The threads that may be waiting for a client, the longest first. */
    private final Set<TimeLimit> withClients = new LinkedHashSet<>();

    /**
     * Starts the threads.
     *
     * @param failures receives errors after which no request can be answered, such as a full heap
     */
    RequestThreads(Limits limits, Consumer<Error> failures) {
        this.limits = limits;
        AtomicInteger number = new AtomicInteger();
        ThreadFactory daemons = task -> {
            Thread thread = new Thread(() -> guarded(task, failures), "collector-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        pool = new ThreadPoolExecutor(
                limits.connections(),
                limits.connections(),
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(limits.waiting()),
                daemons);
        pool.allowCoreThreadTimeOut(true);
        timer = new ScheduledThreadPoolExecutor(1, daemons);
        // Otherwise an error of the task would be stored in its future, which nobody reads.
        var unused = timer.scheduleWithFixedDelay(
                () -> guarded(this::sweep, failures), 0, BETWEEN_SWEEPS.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void guarded(Runnable task, Consumer<Error> failures) {
        try {
            task.run();
        } catch (Error e) {
            failures.accept(e);
            throw e;
        }
    }

    @Override
    public void execute(Runnable request) {
        pool.execute(() -> limited(request));
    }

    @FunctionalInterface
    interface Work<T, X extends Exception> {
        T done() throws X;
    }

    /**
     * Runs the work between reading the request and writing the answer. It must not be interrupted: an interrupt closes
     * H2's file, and all other requests fail. Afterwards the patience for the answer begins.
     */
    <T, X extends Exception> T unlimited(Work<T, X> work) throws X {
        end();
        try {
            return work.done();
        } finally {
            begin();
        }
    }

    private void limited(Runnable request) {
        begin();
        try {
            request.run();
        } finally {
            end();
            CURRENT.remove();
        }
    }

    private void begin() {
        TimeLimit limit = new TimeLimit(Thread.currentThread(), System.nanoTime());
        CURRENT.set(limit);
        synchronized (withClients) {
            withClients.add(limit);
        }
    }

    private void end() {
        TimeLimit limit = CURRENT.get();
        synchronized (withClients) {
            withClients.remove(limit);
        }
        limit.lift();
    }

    private void sweep() {
        int wanted = pool.getQueue().size();
        long now = System.nanoTime();
        synchronized (withClients) {
            Iterator<TimeLimit> longest = withClients.iterator();
            while (longest.hasNext()) {
                TimeLimit limit = longest.next();
                Duration allowed = wanted > 0 ? limits.courtesy() : limits.patience();
                if (now - limit.since() < allowed.toNanos()) {
                    return;
                }
                longest.remove();
                limit.expire();
                wanted--;
            }
        }
    }

    /** Accepts no more requests, and waits a few seconds for those under way. */
    @Override
    public void close() {
        pool.shutdown();
        try {
            // Slower requests lose their connection when the server stops; their senders try again.
            var unused = pool.awaitTermination(LAST_ANSWERS.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            timer.shutdownNow();
        }
    }
}
