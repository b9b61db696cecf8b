package io.serviceping.settings;

/** A value that is wrong in a way of its own; the message needs no more than the key before it. */
final class BadValueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    BadValueException(String message) {
        super(message);
    }
}
