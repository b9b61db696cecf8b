package io.serviceping.state;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The right to run, for one process of this home folder. The operating system frees the lock whenever its holder dies.
 * A PostgreSQL state database is guarded by {@link ClusterLock} as well.
 */
public final class RunLock implements AutoCloseable {
    private static final int TRIES = 5;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(20);

    private final FileLockHandle file;

    private RunLock(FileLockHandle file) {
        this.file = file;
    }

    /**
     * Takes the lock.
     *
     * @return empty at once when another process holds the lock
     */
    public static Optional<RunLock> tryAcquire(Path stateFolder) {
        // Another process's isHeld locks the file for an instant; the run must not fail for that.
        return Stream.generate(() -> tryOnce(stateFolder))
                .limit(TRIES)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Whether another process holds the lock now. */
    public static boolean isHeld(Path stateFolder) {
        return FileLockHandle.isHeld(file(stateFolder));
    }

    private static Path file(Path stateFolder) {
        return stateFolder.resolve("run.lock");
    }

    private static Optional<RunLock> tryOnce(Path stateFolder) {
        Optional<RunLock> lock = FileLockHandle.tryHold(file(stateFolder)).map(RunLock::new);
        if (lock.isEmpty()) {
            LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
        }
        return lock;
    }

    /** Whether the locked file is still the one in the folder. Another process can lock a file that replaced it. */
    boolean isHeld() {
        return file.isInPlace();
    }

    @Override
    public void close() {
        file.close();
    }
}
