package io.serviceping.definition;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A problem in a definition file.
 *
 * @param file the path to show
 * @param line from 1; 0 if the file has no lines
 * @param keyPath the definition's key path as written; null if it has none or it is unreadable
 * @param message what is wrong and what is allowed
 */
public record Problem(Path file, int line, @Nullable String keyPath, String message) {
    /** {@code file:line: key_path: message}. */
    @Override
    public String toString() {
        return file + (line == 0 ? "" : ":" + line) + ": " + (keyPath == null ? "" : keyPath + ": ") + message;
    }
}
