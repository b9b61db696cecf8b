package io.serviceping.state;

import io.serviceping.files.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;

/** An empty file, locked by one process. The operating system frees the lock when the process dies. */
final class FileLockHandle implements AutoCloseable {
    private final FileChannel channel;
    private final Path file;
    private final Optional<BasicFileAttributes> attributes;

    private FileLockHandle(FileChannel channel, Path file) {
        this.channel = channel;
        this.file = file;
        this.attributes = attributes(file);
    }

    /**
     * Locks the file, and makes it if it does not exist.
     *
     * @return empty at once while the file is locked, by this process or another
     * @throws UncheckedIOException when the file cannot be made
     */
    static Optional<FileLockHandle> tryHold(Path file) {
        try {
            PrivateFiles.makeFolderOf(file);
            return locked(
                            PrivateFiles.open(
                                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                            false)
                    .map(channel -> new FileLockHandle(channel, file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Whether the file is locked now, by this process or another. Does not make the file.
     *
     * @throws UncheckedIOException when the file cannot be opened
     */
    static boolean isHeld(Path file) {
        try {
            Optional<FileChannel> free = locked(FileChannel.open(file, StandardOpenOption.READ), true);
            if (free.isPresent()) {
                free.get().close();
            }
            return free.isEmpty();
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<FileChannel> locked(FileChannel channel, boolean shared) throws IOException {
        try {
            if (channel.tryLock(0, Long.MAX_VALUE, shared) != null) {
                return Optional.of(channel);
            }
        } catch (OverlappingFileLockException sameProcess) {
            // Locked within this process; treated like a lock of another process.
        }
        channel.close();
        return Optional.empty();
    }

    /**
     * Whether the file was neither removed nor replaced. Reads only attributes, since closing the file would free the
     * lock. A replaced file differs in both key and time; the key alone is not enough, since some file systems renumber
     * their files.
     */
    boolean isInPlace() {
        Optional<BasicFileAttributes> now = attributes(file);
        return now.isPresent()
                && attributes
                        .filter(before -> !Objects.equals(
                                        before.fileKey(), now.get().fileKey())
                                && !before.lastModifiedTime().equals(now.get().lastModifiedTime()))
                        .isEmpty();
    }

    private static Optional<BasicFileAttributes> attributes(Path file) {
        try {
            return Optional.of(Files.readAttributes(file, BasicFileAttributes.class));
        } catch (IOException e) {
            return Optional.empty();
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
