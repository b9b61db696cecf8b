package io.serviceping.conformance;

/** An endpoint does not meet a requirement; the message says what it did. */
final class UnmetException extends Exception {
    private static final long serialVersionUID = 1L;

    UnmetException(String found) {
        super(found);
    }
}
