package io.serviceping.state;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Held by the process that sends a ping from this home folder, from before it checks consent until its exchange with
 * the endpoint has ended. Once the opt-out flag is raised and this lock is free, nothing more is sent.
 */
public final class SendLock implements AutoCloseable {
    /** Only another process's check can delay this, for an instant. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(5);

    private final FileLockHandle file;

    private SendLock(FileLockHandle file) {
        this.file = file;
    }

    /**
     * Takes the lock.
     *
     * @throws IllegalStateException when another process sends from the same home folder, which the run lock prevents
     */
    public static SendLock acquire(Path stateFolder) {
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        Optional<FileLockHandle> held = FileLockHandle.tryHold(file(stateFolder));
        while (held.isEmpty()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("another process sends from the folder " + stateFolder);
            }
            LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
            held = FileLockHandle.tryHold(file(stateFolder));
        }
        return new SendLock(held.get());
    }

    /** Whether a process of this home folder is sending now. */
    public static boolean isHeld(Path stateFolder) {
        return FileLockHandle.isHeld(file(stateFolder));
    }

    private static Path file(Path stateFolder) {
        return stateFolder.resolve("send.lock");
    }

    @Override
    public void close() {
        file.close();
    }
}
