package io.serviceping.definition;

/** A metric's SQL is not the one SELECT it has to be. */
public final class InvalidSelectException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;

    InvalidSelectException(String message, int line) {
        super(message);
        this.line = line;
    }

    /** The line inside the SQL, from 1; 1 where the parser knows none. */
    public int line() {
        return line;
    }
}
