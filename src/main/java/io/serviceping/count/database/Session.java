package io.serviceping.count.database;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * The only access to an application database. Every work begins with the same settings, is read-only, and is rolled
 * back. So it leaves nothing in the server's session, which a pooler may give to another client next.
 */
public interface Session {
    SessionDialect dialect();

    /**
     * Runs work in one transaction, usually one statement: after a failed one PostgreSQL refuses all others.
     *
     * @param work must not call this method: there may be no second connection
     */
    <T> T read(Work<T> work) throws SQLException;

    /** Statements over a connection, which must not be used after the work returns. */
    @FunctionalInterface
    interface Work<T> {
        T over(Connection connection) throws SQLException;
    }
}
