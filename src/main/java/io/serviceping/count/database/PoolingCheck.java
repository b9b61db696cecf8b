package io.serviceping.count.database;

import io.serviceping.jdbc.TransactionPooling;
import java.sql.SQLException;
import java.util.Optional;

/** Detects a pooler in transaction mode. */
public final class PoolingCheck {
    private static final BoundQuery BACKEND = BoundQuery.of(TransactionPooling.BACKEND);

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
            return TransactionPooling.isBetween(() -> backend(one), () -> backend(other));
        }
    }

    private static int backend(Session session) throws SQLException {
        return BACKEND.rows(session, row -> row.getInt(1)).get(0);
    }
}
