package io.serviceping.count;

/** The run is to stop: the statement that waited for its turn is not begun. */
public final class StoppedException extends InterruptedException {
    private static final long serialVersionUID = 1L;

    StoppedException(String message) {
        super(message);
    }
}
