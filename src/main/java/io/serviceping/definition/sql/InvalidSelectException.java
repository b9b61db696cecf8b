package io.serviceping.definition.sql;

/** The SQL of a metric is not an allowed SELECT. */
public final class InvalidSelectException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final boolean tooLarge;

    InvalidSelectException(String message, int line, boolean tooLarge) {
        super(message);
        this.line = line;
        this.tooLarge = tooLarge;
    }

    /** Whether the SQL only exceeds our limits and may be valid for a database. */
    public boolean isTooLarge() {
        return tooLarge;
    }

    /** The line inside the SQL, from 1; 1 if the parser knows none. */
    public int line() {
        return line;
    }
}
