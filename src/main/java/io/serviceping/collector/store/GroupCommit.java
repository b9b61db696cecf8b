package io.serviceping.collector.store;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Waits until what was committed before is on the disk, and not only with the operating system, which a loss of power
 * takes along. Of the threads that wait at the same time one forces for all of them.
 */
final class GroupCommit {
    private final Runnable force;
    private final AtomicLong arrivals = new AtomicLong();
    private final Lock lock = new ReentrantLock();
    private long forced;

    /**
     * A barrier for one store.
     *
     * @param force brings all commits that ended before it began to the disk
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
