package io.serviceping.definition;

import io.serviceping.definition.file.Problem;
import java.util.List;

/** The definitions cannot be used. Contains every problem of every file. */
public final class InvalidDefinitionsException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public InvalidDefinitionsException(List<Problem> problems) {
        super(problems.size() + (problems.size() == 1 ? " problem" : " problems") + " in the definitions");
        this.problems = List.copyOf(problems);
    }

    /** Whether this user may not read files, and nothing else is wrong. */
    public boolean isPermission() {
        return problems.stream().allMatch(Problem::isPermission);
    }

    /** All problems, by file and line; never empty. */
    public List<Problem> problems() {
        return problems;
    }
}
