package io.serviceping.cli;

import java.sql.SQLNonTransientConnectionException;

/** What a program that was killed gets to hear, so to speak: no connection to the state database works any more. */
final class Killed extends SQLNonTransientConnectionException {
    private static final long serialVersionUID = 1L;

    Killed() {
        super("this process was killed", "08006");
    }
}
