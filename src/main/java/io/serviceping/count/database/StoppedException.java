package io.serviceping.count.database;

/** The run is to stop: a statement is not begun, or is not waited for. */
public final class StoppedException extends InterruptedException {
    private static final long serialVersionUID = 1L;

    StoppedException(String message) {
        super(message);
    }
}
