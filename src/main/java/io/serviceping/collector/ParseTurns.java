package io.serviceping.collector;

import io.serviceping.collector.answer.RefusalException;
import java.util.concurrent.Semaphore;

/** Lets two contents be parsed at a time, at most one of them large. A small one never waits for two large ones. */
final class ParseTurns {
    private static final int AT_ONCE = 2;

    private final Semaphore all = new Semaphore(AT_ONCE, true);
    private final Semaphore large = new Semaphore(AT_ONCE - 1, true);

    @FunctionalInterface
    interface Work<T> {
        T done() throws RefusalException;
    }

    <T> T small(Work<T> work) throws RefusalException {
        return holding(all, work);
    }

    <T> T large(Work<T> work) throws RefusalException {
        return holding(large, () -> holding(all, work));
    }

    private static <T> T holding(Semaphore turns, Work<T> work) throws RefusalException {
        turns.acquireUninterruptibly();
        try {
            return work.done();
        } finally {
            turns.release();
        }
    }
}
