package io.serviceping.count.database;

/** The run is to stop: a statement was not begun, or is no longer waited for. */
public final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppedException(String message) {
        super(message);
    }
}
