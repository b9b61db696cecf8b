package io.serviceping.state;

import io.serviceping.files.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** An empty file that one process holds; the operating system lets go of it when the holder dies. */
final class HeldFile implements AutoCloseable {
    private final FileChannel channel;

    private HeldFile(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Holds the file, which is made if it is not there; empty at once while somebody else does, in this process or another.
     *
     * @throws UncheckedIOException when it cannot be made
     */
    static Optional<HeldFile> tryHold(Path file) {
        try {
            PrivateFiles.makeFolderOf(file);
            return locked(
                            PrivateFiles.open(
                                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                            false)
                    .map(HeldFile::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Whether somebody holds the file at this moment, in this process or another. Makes no file.
     *
     * @throws UncheckedIOException when it cannot be opened
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
            // Not ours, as one of another process is not.
        }
        channel.close();
        return Optional.empty();
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
