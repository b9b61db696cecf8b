package io.serviceping.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Files and folders with access for our user only: permissions 0600 and 0700, whatever the umask. Changes no
 * owner but of a new folder. Ignores files of other users, and file systems without POSIX permissions.
 */
public final class PrivateFiles {
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rw-r--r--");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");

    static final String ROOT = "root";

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

    /** Makes a file that is not there. Follows no link that another user may have put in its place. */
    public static FileChannel makeNew(Path file) throws IOException {
        return open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
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
     * Replaces a file in one move, so that no reader sees half of it. Once this method returns, the content survives a
     * loss of power. What root writes is shown to the owner of the folder.
     */
    public static void replace(Path file, String text) throws IOException {
        Path next = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            Files.deleteIfExists(next);
            try (FileChannel channel = makeNew(next)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            showToOwnerAbove(next);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    /**
     * Removes other users' permissions from a folder and from the files directly in it.
     *
     * @return whether other users could read the folder before
     */
    public static boolean closeFolder(Path folder) {
        boolean wasOpen = close(folder, FOLDER);
        if (isRootIn(folder)) {
            // What root shows to the owner stays readable.
            return wasOpen;
        }
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

    /**
     * Makes sure that root makes no files in a folder of another user, who could not open them.
     *
     * @param folder may be missing; then the first existing folder above it decides
     * @throws AccessDeniedException when this user is root and the folder belongs to another
     */
    public static void requireNotRootInAnothers(Path folder) throws AccessDeniedException {
        if (isRootIn(folder)) {
            throw new AccessDeniedException(folder.toString());
        }
    }

    private static boolean isRootIn(Path folder) {
        return user().equals(ROOT)
                && ownerOf(existing(folder))
                        .filter(owner -> !owner.equals(ROOT))
                        .isPresent();
    }

    /**
     * Gives a folder that root has just made, and what is in it, to the owner of the folder above. The owner could not
     * open it otherwise. Does nothing for other users.
     *
     * @param folder made by this process, so that no other user has put a link into it
     */
    public static void giveToOwnerAbove(Path folder) throws IOException {
        Path above = folder.toAbsolutePath().getParent();
        if (!user().equals(ROOT) || above == null) {
            return;
        }
        UserPrincipal owner = Files.getOwner(above);
        try (Stream<Path> inside = Files.list(folder)) {
            for (Path file : inside.toList()) {
                give(file, owner);
            }
        }
        give(folder, owner);
    }

    /**
     * Lets the owner of a folder read what root has just made in it. Gives read permission to all, since root may not
     * give the file itself away there (ADR 32); the folder keeps others out. Does nothing for other users.
     */
    public static void showToOwnerAbove(Path file) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view != null
                && isRootIn(Objects.requireNonNull(file.toAbsolutePath().getParent()))) {
            view.setPermissions(READABLE);
        }
    }

    private static void give(Path file, UserPrincipal owner) throws IOException {
        Files.getFileAttributeView(file, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setOwner(owner);
    }

    /** Whether we may list, make and delete files in a folder. */
    public static boolean isUsable(Path folder) {
        return Files.isReadable(folder) && Files.isWritable(folder) && Files.isExecutable(folder);
    }

    static String user() {
        return System.getProperty("user.name", "");
    }

    /** The file, or the first folder above it that this user can see. */
    public static Path existing(Path file) {
        Path there = file.toAbsolutePath();
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        return there;
    }

    /** Who owns the file, or the first folder above it that this user can see. */
    public static Optional<String> owner(Path file) {
        return ownerOf(existing(file));
    }

    static Optional<String> ownerOf(Path file) {
        try {
            return Optional.of(Files.getOwner(file).getName());
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

    static boolean hasPermissions(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
        return (hasPermissions(path) ? List.of(PosixFilePermissions.asFileAttribute(permissions)) : List.of())
                .toArray(FileAttribute<?>[]::new);
    }
}
