package io.serviceping.job.run;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Whether a run is to stop: it was told to, used up its budget, lost its lock, or Service Ping was switched off.
 * Thread-safe.
 */
final class StopSignal {
    /** The longest run budget. */
    private static final Duration LONGEST_REST = Duration.ofHours(24);

    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final RunBudget budget;
    private final ConsentWatch consent;
    private final BooleanSupplier mustEnd;
    private final CountDownLatch abandoned = new CountDownLatch(1);

    /** @param mustEnd whether the run has lost a lock, or the process was told to end */
    StopSignal(RunBudget budget, ConsentWatch consent, BooleanSupplier mustEnd) {
        this.budget = budget;
        this.consent = consent;
        this.mustEnd = mustEnd;
    }

    /**
     * Stops the run between two scans or ranges. Also called when a database is gone, so that the other scans need not
     * find out.
     */
    void abandon() {
        abandoned.countDown();
    }

    /** Whether no further scan or range may begin. */
    boolean isStopping() {
        if (consent.isOff() || mustEnd.getAsBoolean()) {
            abandon();
        }
        return abandoned.getCount() == 0 || budget.isSpent();
    }

    /**
     * Rests for this duration; ends at most one second after the run is to stop.
     *
     * @return whether the run goes on
     */
    boolean rest(Duration duration) throws InterruptedException {
        long left = nanos(duration);
        long until = System.nanoTime() + left;
        boolean stopping = isStopping();
        while (left > 0 && !stopping) {
            abandoned.await(Math.min(left, LONGEST_WAIT_NANOS), TimeUnit.NANOSECONDS);
            left = until - System.nanoTime();
            stopping = isStopping();
        }
        return !stopping;
    }

    private static long nanos(Duration duration) {
        return duration.compareTo(LONGEST_REST) < 0 ? duration.toNanos() : LONGEST_REST.toNanos();
    }
}
