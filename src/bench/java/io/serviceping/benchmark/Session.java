package io.serviceping.benchmark;

import io.serviceping.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** One connection with the limits that our side has too. */
record Session(Connection connection) implements AutoCloseable {
    static final String STATEMENT_TIMEOUT = "10m";
    private static final int ROWS_AT_ONCE = 10_000;

    static Session open(TestDatabase.Url database) throws SQLException {
        Session session = new Session(database.connect());
        session.execute("set statement_timeout = '10min'");
        session.execute("set lock_timeout = '5s'");
        session.execute("set time zone 'UTC'");
        return session;
    }

    static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The only value of the only row; empty where it is null. */
    Optional<Long> number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(sql)) {
            answer.next();
            long number = answer.getLong(1);
            return answer.wasNull() ? Optional.empty() : Optional.of(number);
        }
    }

    String text(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(sql)) {
            answer.next();
            return answer.getString(1);
        }
    }

    /** Hands over each row while the next ones are on their way. */
    void rows(String sql, Row row) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(ROWS_AT_ONCE);
            try (ResultSet answer = statement.executeQuery(sql)) {
                while (answer.next()) {
                    row.read(answer);
                }
            }
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    /** What to do with a row. */
    interface Row {
        void read(ResultSet row) throws SQLException;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
