package io.serviceping.collector;

/**
 * Permission to interrupt one thread, until it is lifted. The interrupt closes the connection that the thread waits on,
 * as {@link java.nio.channels.InterruptibleChannel} specifies.
 */
final class TimeLimit {
    private final Thread thread;
    private final long since;
    private boolean lifted;

    /**
     * The limit begins at once.
     *
     * @param since value of {@link System#nanoTime}
     */
    TimeLimit(Thread thread, long since) {
        this.thread = thread;
        this.since = since;
    }

    long since() {
        return since;
    }

    synchronized void expire() {
        if (!lifted) {
            thread.interrupt();
        }
    }

    /** Called by the thread itself. Afterwards this limit interrupts it no more. */
    synchronized void lift() {
        lifted = true;
        Thread.interrupted();
    }
}
