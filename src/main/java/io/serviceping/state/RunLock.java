package io.serviceping.state;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The right to run, for one process on this home folder; the operating system takes it back when its holder dies,
 * however it dies. A state database on PostgreSQL is guarded by {@link ClusterLock} as well.
 */
public final class RunLock implements AutoCloseable {
    private static final int TRIES = 5;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(20);

    private final FileLockHandle file;

    private RunLock(FileLockHandle file) {
        this.file = file;
    }

    /** The lock, or empty at once when another process holds it. */
    public static Optional<RunLock> tryAcquire(Path stateFolder) {
        // A reader that asks isHeld has the file for an instant, which must not cost us the run.
        return Stream.generate(() -> tryOnce(stateFolder))
                .limit(TRIES)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Whether another process holds the lock at this moment. */
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

    /** Whether the file that is held is still the one in the folder: one that was put in its place is another's to hold. */
    boolean isHeld() {
        return file.isInPlace();
    }

    @Override
    public void close() {
        file.close();
    }
}
