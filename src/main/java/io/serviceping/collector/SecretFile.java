package io.serviceping.collector;

import io.serviceping.files.RegularFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;

/** A file with one secret per line. Blank lines and lines that start with # are ignored. Read again at each use. */
final class SecretFile {
    private final Path file;

    SecretFile(Path file) {
        this.file = file;
    }

    /** The secrets, at least one. */
    List<String> lines() {
        try {
            if (isReadableByAll()) {
                throw unusable("everybody on this machine can read it; take the right away with chmod o-r");
            }
            List<String> lines = new RegularFile(file, RegularFile.ONE_MEGABYTE)
                    .text()
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
            if (lines.isEmpty()) {
                throw unusable("it is empty; write one secret a line");
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private boolean isReadableByAll() throws IOException {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
    }

    UncheckedIOException unusable(String why) {
        String message = file + " cannot be used: " + why;
        return new UncheckedIOException(message, new IOException(message));
    }
}
