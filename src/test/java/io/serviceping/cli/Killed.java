package io.serviceping.cli;

/** Ends every method that a killed process would not have come back from; an Error, so that nothing takes it for an answer. */
final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
        super("this process was killed", null, false, false);
    }
}
