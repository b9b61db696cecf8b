package io.serviceping.count.database;

import java.sql.SQLException;
import java.util.Optional;

/** Detects a pooler in transaction mode. */
public final class PoolingCheck {
    private static final BoundQuery BACKEND = BoundQuery.of("select pg_backend_pid()");
    private static final int ROUNDS = 3;

    private final ApplicationDatabases databases;

    public PoolingCheck(ApplicationDatabases databases) {
        this.databases = databases;
    }

    /**
     * A notice for a database behind such a pooler, or empty.
     *
     * @throws DatabaseUnavailableException when the database does not answer
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

    /** Without a pooler, each of two connections keeps its own session. */
    private static boolean isShared(Session one, Session other) throws SQLException {
        int first = backend(one);
        int second = backend(other);
        boolean shared = first == second;
        for (int round = 0; round < ROUNDS && !shared; round++) {
            // Twice in a row, to detect also a pooler that alternates between two sessions.
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
