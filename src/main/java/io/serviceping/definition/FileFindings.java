package io.serviceping.definition;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects the problems of one definition, in its own file and in its SQL file. */
final class FileFindings {
    private final Path file;
    private final List<Problem> problems = new ArrayList<>();
    private @Nullable String keyPath;
    private @Nullable Problem refusal;

    FileFindings(Path file) {
        this.file = file;
    }

    /** Sets the key path, as written, for the problems that follow. */
    void of(@Nullable String definition) {
        this.keyPath = definition;
    }

    Path file() {
        return file;
    }

    void add(int line, String message) {
        add(file, line, message);
    }

    void add(Path otherFile, int line, String message) {
        problems.add(new Problem(otherFile, line, keyPath, message));
    }

    /** Adds the reason why this definition alone is not queried. */
    void refuse(Path otherFile, int line, String message) {
        refusal = new Problem(otherFile, line, keyPath, message);
    }

    Optional<Problem> refusal() {
        return Optional.ofNullable(refusal);
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    List<Problem> problems() {
        return List.copyOf(problems);
    }
}
