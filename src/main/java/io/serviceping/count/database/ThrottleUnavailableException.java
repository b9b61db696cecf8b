package io.serviceping.count.database;

import java.util.List;

/** A configured limit cannot be checked, because the database does not report its load. */
public final class ThrottleUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    ThrottleUnavailableException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** One line for each database: what is wrong, and what to do. */
    public List<String> problems() {
        return problems;
    }
}
