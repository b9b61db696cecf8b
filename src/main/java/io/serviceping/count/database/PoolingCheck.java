package io.serviceping.count.database;

import java.sql.SQLException;
import java.util.Optional;

/** Finds out whether a pooler gives each transaction another session of the server. */
public final class PoolingCheck {
    private static final BoundQuery BACKEND = BoundQuery.of("select pg_backend_pid()");
    private static final int ROUNDS = 3;

    private final ApplicationDatabases databases;

    public PoolingCheck(ApplicationDatabases databases) {
        this.databases = databases;
    }

    /**
     * What to tell of a database behind such a pooler; empty without one.
     *
     * @throws DatabaseUnavailableException when it cannot be asked
     */
    public Optional<String> words(String database) {
        return databases.with(database, session -> session.dialect() == SessionDialect.POSTGRESQL && isShared(database))
                ? Optional.of(
                        "The database '" + database + "' is reached through a pooler in transaction mode. Counting"
                                + " works there; only the state database must be reached directly.")
                : Optional.empty();
    }

    private boolean isShared(String database) throws SQLException {
        try (ApplicationDatabase one = databases.another(database);
                ApplicationDatabase other = databases.another(database)) {
            return isShared(one, other);
        }
    }

    /** Each of two connections has a session of its own and keeps it, unless a pooler gives them out. */
    private static boolean isShared(Session one, Session other) throws SQLException {
        int first = backend(one);
        int second = backend(other);
        boolean shared = first == second;
        for (int round = 0; round < ROUNDS && !shared; round++) {
            // One of them twice in a row, so that two sessions given out in turn show too.
            shared = backend(one) != first;
            shared |= backend(one) != first;
            shared |= backend(other) != second;
        }
        return shared;
    }

    private static int backend(Session session) throws SQLException {
        return BACKEND.rows(session, row -> row.getInt(1)).get(0);
    }
}
