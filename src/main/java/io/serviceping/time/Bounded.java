package io.serviceping.time;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Does work for at most a given time. Work that takes longer goes on alone and does not keep the process alive. */
public final class Bounded {
    private Bounded() {}

    /**
     * Does the work in a thread of its own.
     *
     * @throws ExecutionException with the failure of the work as its cause
     */
    public static <T> T call(Callable<T> work, Duration limit)
            throws TimeoutException, ExecutionException, InterruptedException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "bounded");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            task.cancel(true);
        }
    }
}
