package io.serviceping.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
    }

    /** The lock, or empty at once when another process holds it. */
    public static Optional<RunLock> tryAcquire(Path stateFolder) {
        // A reader that asks isHeld has the file for an instant, which must not cost us the run.
        return Stream.generate(() -> tryOnce(stateFolder, false))
                .limit(TRIES)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Whether another process holds the lock at this moment. */
    public static boolean isHeld(Path stateFolder) {
        Optional<RunLock> free = tryOnce(stateFolder, true);
        free.ifPresent(RunLock::close);
        return free.isEmpty();
    }

    private static Optional<RunLock> tryOnce(Path stateFolder, boolean shared) {
        try {
            Files.createDirectories(stateFolder);
            FileChannel channel = FileChannel.open(
                    stateFolder.resolve("run.lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            if (isLocked(channel, shared)) {
                return Optional.of(new RunLock(channel));
            }
            channel.close();
            LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isLocked(FileChannel channel, boolean shared) throws IOException {
        try {
            return channel.tryLock(0, Long.MAX_VALUE, shared) != null;
        } catch (OverlappingFileLockException sameProcess) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
