package io.serviceping.count.database;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Where statements on an application database run: the only way to it. Every piece of work begins with the same
 * settings, can only read, and is rolled back, so that nothing that it sets or writes is left for whoever uses the
 * server's session next. With a pooler in between, that is somebody else.
 */
public interface Session {
    SessionDialect dialect();

    /**
     * Runs statements that belong together, which is usually one: after one that fails, PostgreSQL takes no other.
     *
     * @param work must not call this method itself: there may be no second connection
     */
    <T> T read(Work<T> work) throws SQLException;

    /** Statements over a connection, which is the work's only until it returns. */
    @FunctionalInterface
    interface Work<T> {
        T over(Connection connection) throws SQLException;
    }
}
