package io.serviceping.definition.file;

import io.serviceping.files.UnusableFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects the problems of one definition, in its own file and in its SQL file. */
public final class FileFindings {
    private final Path file;
    private final List<Problem> problems = new ArrayList<>();
    private @Nullable String name;
    private @Nullable Problem refusal;

    public FileFindings(Path file) {
        this.file = file;
    }

    /** Sets the definition's name, as written, for the problems that follow. */
    void of(@Nullable String definition) {
        this.name = definition;
    }

    /** The file, as problems show it. */
    public Path file() {
        return file;
    }

    public void add(int line, String message) {
        add(file, line, message);
    }

    public void add(Path otherFile, int line, String message) {
        problems.add(new Problem(otherFile, line, name, message));
    }

    /** Adds a file that cannot be used. */
    void add(Path shown, UnusableFileException unusable) {
        problems.add(Problem.of(shown, unusable));
    }

    /** Adds the reason why this definition alone is not queried. */
    public void refuse(Path otherFile, int line, String message) {
        refusal = new Problem(otherFile, line, name, message);
    }

    public Optional<Problem> refusal() {
        return Optional.ofNullable(refusal);
    }

    public boolean isEmpty() {
        return problems.isEmpty();
    }

    public List<Problem> problems() {
        return List.copyOf(problems);
    }
}
