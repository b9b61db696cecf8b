package io.serviceping.collector;

/**
 * The right to interrupt one thread, until it is lifted. An interrupt closes the connection the thread waits on, as
 * {@link java.nio.channels.InterruptibleChannel} promises.
 */
final class TimeLimit {
    private final Thread thread;
    private final long since;
    private boolean lifted;

    /**
     * A limit that has begun.
     *
     * @param since as {@link System#nanoTime} has it
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

    /** To be called by the thread itself: no interrupt of this limit reaches it afterwards. */
    synchronized void lift() {
        lifted = true;
        Thread.interrupted();
    }
}
