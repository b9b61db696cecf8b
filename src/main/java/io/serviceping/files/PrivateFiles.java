package io.serviceping.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Files and folders with access for our user only: permissions 0600 and 0700, whatever the umask. Never changes an
 * owner. Ignores files of other users, and file systems without POSIX permissions.
 */
public final class PrivateFiles {
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");

    private PrivateFiles() {}

    /** Makes the missing folders above a file. Leaves existing folders as they are. */
    public static void makeFolderOf(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder, attributes(folder, FOLDER));
        }
    }

    /** Opens a file. Makes it if the options allow that. An existing file keeps its permissions. */
    public static FileChannel open(Path file, OpenOption... options) throws IOException {
        return FileChannel.open(file, Set.of(options), attributes(file, FILE));
    }

    /** Writes a file, or replaces its content. */
    public static void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel =
                open(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    /**
     * Removes other users' permissions from a folder and from the files directly in it.
     *
     * @return whether other users could read the folder before
     */
    public static boolean closeFolder(Path folder) {
        boolean wasOpen = close(folder, FOLDER);
        try (Stream<Path> inside = Files.list(folder)) {
            inside.forEach(PrivateFiles::closeFile);
        } catch (IOException e) {
            // Missing, or we may not look at it.
            return wasOpen;
        }
        return wasOpen;
    }

    /** Removes other users' permissions from a file, if it is a regular file. */
    public static void closeFile(Path file) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            close(file, FILE);
        }
    }

    /** The owner of a file, or of the first existing folder above it. Empty: unknown. */
    public static Optional<String> ownerOf(Path file) {
        Path there = file.toAbsolutePath();
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        try {
            return there == null
                    ? Optional.empty()
                    : Optional.of(Files.getOwner(there).getName());
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /** Whether every user of this machine may read the file; false when unknown. */
    public static boolean isReadableByAll(Path file) {
        try {
            return hasPermissions(file)
                    && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean close(Path path, Set<PosixFilePermission> wanted) {
        try {
            if (!hasPermissions(path) || wanted.containsAll(Files.getPosixFilePermissions(path))) {
                return false;
            }
            Files.setPosixFilePermissions(path, wanted);
            return wanted.containsAll(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            // Missing, another user's, or on a file system without permissions.
            return false;
        }
    }

    private static boolean hasPermissions(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
        return (hasPermissions(path) ? List.of(PosixFilePermissions.asFileAttribute(permissions)) : List.of())
                .toArray(FileAttribute<?>[]::new);
    }
}
