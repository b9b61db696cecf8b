package io.serviceping.job.installation;

import io.serviceping.count.result.MetricResult;
import io.serviceping.count.result.Outcome;
import io.serviceping.state.RunFigures;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds up what a command does while it works. Thread-safe. */
public final class RunMeter {
    private final Map<String, Duration> steps = new LinkedHashMap<>();
    private Runnable whenAllowed = () -> {};
    private boolean isAllowed;
    private int counted;
    private int withoutValue;
    private int sent;
    private int attempts;
    private long sentBytes;
    private long ranges;
    private long rows;

    /** Sets what to do when the command may count or send. */
    public synchronized void whenAllowed(Runnable work) {
        whenAllowed = work;
    }

    /** The command holds the locks, and every opt-out flag was read: it may count or send. */
    public void allowed() {
        Runnable work;
        synchronized (this) {
            isAllowed = true;
            work = whenAllowed;
        }
        work.run();
    }

    /** Whether the command may count or send. */
    public synchronized boolean isAllowed() {
        return isAllowed;
    }

    /** Notes the metrics of a ping that this command counted. */
    public synchronized void counted(List<MetricResult> results) {
        withoutValue = (int) results.stream()
                .filter(result -> result.outcome() instanceof Outcome.Unavailable)
                .count();
        counted = results.size() - withoutValue;
    }

    /** Adds a delivery. */
    public synchronized void delivered(int pings, int requests, long bytes) {
        sent += pings;
        attempts += requests;
        sentBytes += bytes;
    }

    /** Adds a range of a shared scan. */
    public synchronized void rangeRead(long rowsInIt) {
        ranges++;
        rows += rowsInIt;
    }

    /** Adds the time of a step. */
    public synchronized void stepTook(String step, Duration time) {
        steps.merge(step, time, Duration::plus);
    }

    /** The sums so far. */
    public synchronized RunFigures figures() {
        return new RunFigures(counted, withoutValue, sent, attempts, sentBytes, ranges, rows, steps);
    }
}
