package io.serviceping.events;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The one thread of a tracker: flushes at each interval, when asked, and when the log of members is nearly full. */
final class FlushLoop implements Runnable {
    /** Some hours more or less make no difference to who waits so long. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private static final String WAITS = "What was counted could not be written, it waits: ";

    private final FlushPass pass;
    private final Duration interval;
    private final Thread thread = new Thread(this, "service-ping-events");
    private final Object monitor = new Object();
    private final List<Who> toForget = new ArrayList<>();
    private long requested;
    private long done;
    private long succeeded;
    private volatile boolean woken;
    private volatile boolean stopping;
    private volatile boolean failing;
    private volatile String problem = "";
    private volatile Instant lastFlush = Instant.EPOCH;

    FlushLoop(RunningTracker tracker, TrackerBuilder settings) {
        pass = new FlushPass(tracker, settings);
        interval = settings.flushEvery();
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    boolean isRunning() {
        return thread.isAlive() && !stopping;
    }

    String problem() {
        return problem;
    }

    Instant lastFlush() {
        return lastFlush;
    }

    /** Asks for a flush. While the database is away, only the interval does. Callers use it: it must not wait. */
    void wake() {
        if (!failing && !woken) {
            woken = true;
            LockSupport.unpark(thread);
        }
    }

    /** Waits for a flush that begins after this call. */
    boolean flush(Duration wanted, List<Who> forget) {
        Duration atMost = wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted;
        long deadline = System.nanoTime() + atMost.toNanos();
        synchronized (monitor) {
            toForget.addAll(forget);
            long ticket = ++requested;
            LockSupport.unpark(thread);
            for (long left = atMost.toMillis();
                    done < ticket && left > 0 && thread.isAlive();
                    left = Duration.ofNanos(deadline - System.nanoTime()).toMillis()) {
                try {
                    monitor.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return succeeded >= ticket;
        }
    }

    /** Returns whether the thread has ended, after a last flush. */
    boolean stop(Duration atMost) {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join(atMost.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    @Override
    public void run() {
        boolean last = false;
        while (!last) {
            last = stopping;
            woken = false;
            flushOnce(last);
            waitForWork();
        }
        synchronized (monitor) {
            monitor.notifyAll();
        }
    }

    private void flushOnce(boolean last) {
        long ticket;
        List<Who> forget;
        synchronized (monitor) {
            ticket = requested;
            forget = List.copyOf(toForget);
        }
        boolean success = false;
        try {
            lastFlush = pass.run(forget, last);
            success = true;
            report(pass.refusal());
        } catch (SQLException e) {
            report(FlushPass.advice(e));
        } catch (IOException e) {
            report(WAITS + e);
        } catch (Exception | Error e) {
            // The message may show stored values.
            report(WAITS + e.getClass().getName());
        }
        failing = !success;
        synchronized (monitor) {
            done = ticket;
            if (success) {
                succeeded = ticket;
                toForget.subList(0, forget.size()).clear();
            }
            monitor.notifyAll();
        }
    }

    /** One line when something goes wrong, and one when all is well again. */
    private void report(String next) {
        if (!next.equals(problem)) {
            TrackerBuilder.log(
                    next.isEmpty() ? Level.INFO : Level.WARNING, next.isEmpty() ? "Events are written again." : next);
            problem = next;
        }
    }

    private void waitForWork() {
        long deadline = System.nanoTime() + interval.toNanos();
        while (!stopping && !woken && !isAsked() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(this, deadline - System.nanoTime());
        }
    }

    private boolean isAsked() {
        synchronized (monitor) {
            return requested > done;
        }
    }
}
