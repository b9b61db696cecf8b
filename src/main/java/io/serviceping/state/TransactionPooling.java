package io.serviceping.state;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Whether a pooler gives each transaction another session of a PostgreSQL server. */
final class TransactionPooling {
    private static final int ROUNDS = 3;

    private TransactionPooling() {}

    /** Each of two connections has a session of its own and keeps it, unless a pooler gives them out. */
    static boolean isBetween(DataSource connections) throws SQLException {
        try (Connection one = connections.getConnection();
                Connection other = connections.getConnection()) {
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
    }

    private static int backend(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("select pg_backend_pid()")) {
            answer.next();
            return answer.getInt(1);
        }
    }
}
