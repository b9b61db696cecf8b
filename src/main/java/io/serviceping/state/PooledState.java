package io.serviceping.state;

import io.serviceping.jdbc.TransactionPooling;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Whether a state database on PostgreSQL is behind a pooler in transaction mode. */
final class PooledState {
    private PooledState() {}

    static boolean isPooled(DataSource connections) throws SQLException {
        try (Connection one = connections.getConnection();
                Connection other = connections.getConnection()) {
            return TransactionPooling.isBetween(() -> backend(one), () -> backend(other));
        }
    }

    private static int backend(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(TransactionPooling.BACKEND)) {
            answer.next();
            return answer.getInt(1);
        }
    }
}
