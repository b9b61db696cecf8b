package io.serviceping.definition.sql;

/** A metric's SQL is not the one SELECT it has to be. */
public final class InvalidSelectException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final boolean tooLarge;

    InvalidSelectException(String message, int line, boolean tooLarge) {
        super(message);
        this.line = line;
        this.tooLarge = tooLarge;
    }

    /** Whether a database could take the SQL, and only we do not take so much of it. */
    public boolean isTooLarge() {
        return tooLarge;
    }

    /** The line inside the SQL, from 1; 1 where the parser knows none. */
    public int line() {
        return line;
    }
}
