package io.serviceping.collector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    private static final int WAITING = 10;

    @Test
    void forcesForEachThatComesAlone() {
        AtomicInteger forced = new AtomicInteger();
        GroupCommit barrier = new GroupCommit(forced::incrementAndGet);

        barrier.await();
        barrier.await();

        assertThat(forced).hasValue(2);
    }

    /** Threads that arrive during a force cannot rely on it, because their commits may be later. */
    @Test
    void forcesOnceMoreForAllThatCameMeanwhile() throws Exception {
        AtomicInteger forced = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        Semaphore disk = new Semaphore(0);
        GroupCommit barrier = new GroupCommit(() -> {
            begun.countDown();
            disk.acquireUninterruptibly();
            forced.incrementAndGet();
        });
        Thread first = new Thread(barrier::await);
        first.start();
        begun.await();
        List<Thread> others =
                Stream.generate(() -> new Thread(barrier::await)).limit(WAITING).toList();
        others.forEach(Thread::start);
        while (!others.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING)) {
            Thread.onSpinWait();
        }
        disk.release(1 + WAITING);
        first.join();
        for (Thread other : others) {
            other.join();
        }

        assertThat(forced).hasValue(2);
    }

    @Test
    void doesNotTakeAFailureForDone() {
        AtomicInteger tries = new AtomicInteger();
        GroupCommit barrier = new GroupCommit(() -> {
            if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("disk full");
            }
        });

        assertThatThrownBy(barrier::await).hasMessage("disk full");
        barrier.await();

        assertThat(tries).hasValue(2);
    }
}
