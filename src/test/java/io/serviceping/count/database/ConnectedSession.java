package io.serviceping.count.database;

import java.sql.Connection;
import java.sql.SQLException;

/** A session over a test's connection, without settings and without a rollback. */
public record ConnectedSession(SessionDialect dialect, Connection connection) implements Session {
    @Override
    public <T> T read(Work<T> work) throws SQLException {
        return work.over(connection);
    }

    public static Session postgresql(Connection connection) {
        return new ConnectedSession(SessionDialect.POSTGRESQL, connection);
    }
}
