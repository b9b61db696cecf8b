package io.serviceping.definition.file;

import io.serviceping.files.UnusableFileException;
import java.nio.file.Path;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A problem in a definition file.
 *
 * @param file the path to show
 * @param line from 1; 0 if the file has no lines
 * @param name the definition's name as written, such as its key path; null if it has none or it is unreadable
 * @param message what is wrong and what is allowed
 * @param isPermission whether this user may not read the file
 */
public record Problem(Path file, int line, @Nullable String name, String message, boolean isPermission) {
    public static final Comparator<Problem> BY_FILE_AND_LINE =
            Comparator.comparing((Problem problem) -> problem.file().toString()).thenComparingInt(Problem::line);

    public Problem(Path file, int line, @Nullable String name, String message) {
        this(file, line, name, message, false);
    }

    /** A file or a folder that cannot be used, as a whole. */
    public static Problem of(Path shown, UnusableFileException unusable) {
        return new Problem(shown, 1, null, unusable.getReason(), unusable.isPermission());
    }

    /** {@code file:line: name: message}. */
    @Override
    public String toString() {
        return file + (line == 0 ? "" : ":" + line) + ": " + (name == null ? "" : name + ": ") + message;
    }
}
