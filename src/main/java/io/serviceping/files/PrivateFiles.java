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
 * Files and folders for our user alone: 0600 and 0700, whatever the umask. Owners are never changed. On a file system without
 * such permissions nothing is done, and what another user owns is left as it is.
 */
public final class PrivateFiles {
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");

    private PrivateFiles() {}

    /** Makes the folder of a file, and those above it that are missing; one that is there stays as it is. */
    public static void makeFolderOf(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder, attributes(folder, FOLDER));
        }
    }

    /** Opens a file, which is made if the options say so; one that is there keeps its permissions. */
    public static FileChannel open(Path file, OpenOption... options) throws IOException {
        return FileChannel.open(file, Set.of(options), attributes(file, FILE));
    }

    /** Writes a file, or replaces what is in it. */
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
     * Takes what others may do away from a folder and from the files right in it.
     *
     * @return whether others could read the folder until now
     */
    public static boolean closeFolder(Path folder) {
        boolean wasOpen = close(folder, FOLDER);
        try (Stream<Path> inside = Files.list(folder)) {
            inside.forEach(PrivateFiles::closeFile);
        } catch (IOException e) {
            // Not there, or not ours to look at.
            return wasOpen;
        }
        return wasOpen;
    }

    /** Takes what others may do away from a file, if it is a regular one. */
    public static void closeFile(Path file) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            close(file, FILE);
        }
    }

    /** Whose a file is, or the first folder above it that is there; empty where that cannot be known. */
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

    /** Whether everybody on this machine may read the file; no where that cannot be known. */
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
            // Not there, another user's, or on a file system that has no permissions though the operating system has.
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
