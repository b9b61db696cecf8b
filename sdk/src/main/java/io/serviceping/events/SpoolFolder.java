package io.serviceping.events;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The private folder of one application's spools. A process never opens a spool of its own a second time: closing it
 * would release the lock of the first.
 *
 * @param process begins the names of this process's spools
 */
record SpoolFolder(Path path, String process) {
    private static final String ENDING = ".spool";
    private static final String DAMAGED = ".damaged";
    private static final String OWNER = "rwx------";
    /** A system property, as two class loaders of one process may both have this class. */
    private static final String PROCESS = "io.serviceping.events.process";

    private static final AtomicInteger NUMBER = new AtomicInteger();

    static SpoolFolder of(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            Files.createDirectories(path.toAbsolutePath().getParent());
            Files.createDirectory(path, ownerOnly(path, OWNER));
        } else if (isPosix(path)
                && !Files.getPosixFilePermissions(path).equals(PosixFilePermissions.fromString(OWNER))) {
            throw new IOException("The spool folder must be for its owner alone (chmod 700): " + path);
        }
        return new SpoolFolder(path, processName());
    }

    /** A name that no other process has, whatever its number: in containers all have the same. */
    static String processName() {
        return (String) System.getProperties()
                .computeIfAbsent(PROCESS, property -> HexFormat.of().toHexDigits(new SecureRandom().nextLong()));
    }

    static String newSpool(String process) {
        return process + "-" + NUMBER.incrementAndGet() + "-"
                + HexFormat.of().toHexDigits(new SecureRandom().nextLong());
    }

    Path file(String spool) {
        return path.resolve(spool + ENDING);
    }

    static String nameOf(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(0, name.length() - ENDING.length());
    }

    /** Files of other processes, dead or alive. */
    List<Path> others() throws IOException {
        List<Path> others = new ArrayList<>();
        if (!Files.isDirectory(path)) {
            return others;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path, "*" + ENDING)) {
            for (Path file : files) {
                if (!String.valueOf(file.getFileName()).startsWith(process + "-")) {
                    others.add(file);
                }
            }
        }
        return others;
    }

    /** Keeps a damaged file under a name that is not read again. */
    static void setAside(Path file) throws IOException {
        Files.move(file, file.resolveSibling(file.getFileName() + DAMAGED));
    }

    /** The attribute of a new file or folder that its owner alone can use, where the file system has it. */
    static FileAttribute<?>[] ownerOnly(Path near, String permissions) {
        return isPosix(near)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        Set<String> views = path.getFileSystem().supportedFileAttributeViews();
        return views.contains("posix");
    }
}
