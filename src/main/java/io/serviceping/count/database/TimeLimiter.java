package io.serviceping.count.database;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * Runs work that its database may never end, and gives it up after a time limit. It then continues on a daemon thread.
 * Thread-safe.
 */
final class TimeLimiter {
    private static final long POLL_MILLIS = 200;

    private final long limitMillis;
    private final long graceMillis;
    private final BooleanSupplier stopping;

    /**
     * @param limit after which the database itself should have ended the work
     * @param grace how much longer to wait, and how long once the run is to stop
     */
    TimeLimiter(Duration limit, Duration grace, BooleanSupplier stopping) {
        this.limitMillis = Math.min(limit.toMillis(), Integer.MAX_VALUE);
        this.graceMillis = grace.toMillis();
        this.stopping = stopping;
    }

    /**
     * Runs the work and returns its answer.
     *
     * @throws GivenUpException when the work does not end in time, or the thread is interrupted
     */
    <T> T call(Callable<T> work) throws SQLException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "statement");
        thread.setDaemon(true);
        thread.start();
        try {
            return await(task);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GivenUpException(true);
        } catch (ExecutionException e) {
            throw ofWork(Objects.requireNonNull(e.getCause()));
        }
    }

    private <T> T await(FutureTask<T> task) throws InterruptedException, ExecutionException, GivenUpException {
        long end = nanosFromNow(limitMillis + graceMillis);
        boolean toStop = false;
        while (true) {
            try {
                return task.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (!toStop && stopping.getAsBoolean()) {
                    toStop = true;
                    end = Math.min(end, nanosFromNow(graceMillis));
                }
                if (end - System.nanoTime() <= 0) {
                    throw new GivenUpException(toStop);
                }
            }
        }
    }

    private static long nanosFromNow(long millis) {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private static SQLException ofWork(Throwable thrown) {
        if (thrown instanceof SQLException e) {
            return e;
        } else if (thrown instanceof RuntimeException e) {
            throw e;
        } else if (thrown instanceof Error e) {
            throw e;
        }
        throw new IllegalStateException(thrown);
    }
}
