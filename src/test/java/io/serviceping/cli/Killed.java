package io.serviceping.cli;

import java.sql.SQLNonTransientConnectionException;

/** Thrown inside a program that counts as killed: all its connections to the state database are broken. */
final class Killed extends SQLNonTransientConnectionException {
    private static final long serialVersionUID = 1L;

    Killed() {
        super("this process was killed", "08006");
    }
}
