package io.serviceping.collector.store;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Waits until earlier commits are on the disk. Before that they are only in the operating system's cache, which a power
 * failure loses. One of the waiting threads forces for all of them.
 */
final class GroupCommit {
    private final Runnable force;
    private final AtomicLong arrivals = new AtomicLong();
    private final Lock lock = new ReentrantLock();
    private long forced;

    /**
     * A group commit for one store.
     *
     * @param force writes all commits that ended before its call to the disk
     */
    GroupCommit(Runnable force) {
        this.force = force;
    }

    void await() {
        long mine = arrivals.incrementAndGet();
        lock.lock();
        try {
            if (forced < mine) {
                long all = arrivals.get();
                force.run();
                forced = all;
            }
        } finally {
            lock.unlock();
        }
    }
}
