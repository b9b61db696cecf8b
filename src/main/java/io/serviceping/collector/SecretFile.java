package io.serviceping.collector;

import io.serviceping.files.RegularFile;
import io.serviceping.files.UnusableFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
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
            List<String> lines = new RegularFile(file, RegularFile.ONE_MEGABYTE)
                    .secret()
                    .text()
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
            if (lines.isEmpty()) {
                throw unusable("it is empty; write one secret a line");
            }
            return lines;
        } catch (UnusableFileException e) {
            throw new UncheckedIOException(file + " cannot be used: " + e.getReason(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    UncheckedIOException unusable(String why) {
        String message = file + " cannot be used: " + why;
        return new UncheckedIOException(message, new IOException(message));
    }
}
