package io.serviceping.jdbc;

import java.sql.SQLException;

/** Detects a pooler that gives each transaction another session of a PostgreSQL server. */
public final class TransactionPooling {
    /** The number of a session's server process. */
    public static final String BACKEND = "select pg_backend_pid()";

    private static final int ROUNDS = 3;

    private TransactionPooling() {}

    /** Asks one connection for {@link #BACKEND}, in a transaction of its own. */
    @FunctionalInterface
    public interface Backend {
        int number() throws SQLException;
    }

    /** Whether such a pooler is there. Without one, each of two connections keeps a session that the other does not have. */
    public static boolean isBetween(Backend one, Backend other) throws SQLException {
        int first = one.number();
        int second = other.number();
        boolean shared = first == second;
        for (int round = 0; round < ROUNDS && !shared; round++) {
            // Asking one connection twice in a row also detects two sessions given out in turn.
            shared = one.number() != first;
            shared |= one.number() != first;
            shared |= other.number() != second;
        }
        return shared;
    }
}
