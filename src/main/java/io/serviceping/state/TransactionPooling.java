package io.serviceping.state;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Detects a pooler that gives each transaction another session of a PostgreSQL server. */
final class TransactionPooling {
    private static final int ROUNDS = 3;

    private TransactionPooling() {}

    /** Without such a pooler, each of two connections keeps a session that the other does not have. */
    static boolean isBetween(DataSource connections) throws SQLException {
        try (Connection one = connections.getConnection();
                Connection other = connections.getConnection()) {
            int first = backend(one);
            int second = backend(other);
            boolean shared = first == second;
            for (int round = 0; round < ROUNDS && !shared; round++) {
                // Asking one connection twice in a row also detects two sessions given out in turn.
                shared = backend(one) != first;
                shared |= backend(one) != first;
                shared |= backend(other) != second;
            }
            return shared;
        }
    }

    private static int backend(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("select pg_backend_pid()")) {
            answer.next();
            return answer.getInt(1);
        }
    }
}
