package io.serviceping.settings;

/** A wrong value with a message of its own, which needs only the key in front of it. */
final class BadValueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    BadValueException(String message) {
        super(message);
    }
}
