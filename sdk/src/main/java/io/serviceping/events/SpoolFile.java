package io.serviceping.events;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/** A spool's file, locked as long as it is open. It is never shared and never extended. */
final class SpoolFile implements Closeable {
    private static final int BLOCK = 1 << 16;

    private final Path path;
    private final FileChannel channel;

    private SpoolFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Makes a file full of zeros, so that a full disk shows now and not in a caller. */
    static SpoolFile create(Path path, int bytes) throws IOException {
        FileChannel channel = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                SpoolFolder.ownerOnly(path, "rw-------"));
        SpoolFile file = new SpoolFile(path, channel);
        try {
            // Another process may hold the lock for a moment, and delete the empty file.
            if (!file.lock() || !Files.exists(path)) {
                throw new IOException("Another process has taken the new spool " + path);
            }
            ByteBuffer zeros = ByteBuffer.allocateDirect(BLOCK);
            for (long size = 0; size < bytes; size += zeros.position()) {
                channel.write(zeros.clear().limit((int) Math.min(BLOCK, bytes - size)));
            }
            return file;
        } catch (IOException e) {
            file.close();
            Files.deleteIfExists(path);
            throw e;
        }
    }

    /** Opens the file of another process, if that process is dead. */
    static Optional<SpoolFile> takeOver(Path path) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        SpoolFile file = new SpoolFile(path, channel);
        if (file.lock()) {
            return Optional.of(file);
        }
        file.close();
        return Optional.empty();
    }

    ByteBuffer map() throws IOException {
        return channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size());
    }

    /** False: its process died before it could count. */
    boolean hasBegun() throws IOException {
        ByteBuffer first = ByteBuffer.allocate(Long.BYTES);
        return channel.read(first, Layout.MAGIC_AT) == Long.BYTES && first.getLong(0) != 0;
    }

    /**
     * Somebody has cut the file: a part of the memory is gone. A file that cannot be looked at is not cut: it may just
     * have been deleted, and then the memory has all. An interrupted thread that asks the channel would close it.
     */
    boolean isCut(int bytes) {
        try {
            return Files.size(path) != bytes;
        } catch (IOException e) {
            return false;
        }
    }

    /** Somebody has deleted the file: the memory lasts as long as the process. */
    boolean isDeleted() {
        return !Files.exists(path);
    }

    void delete() throws IOException {
        Files.deleteIfExists(path);
    }

    /** Releases the lock. The memory stays mapped as long as somebody has it. */
    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** The lock is released with the channel. */
    private boolean lock() throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }
}
