package io.serviceping.events.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/** Statements with a time limit, and such that have an array for each column of many rows. */
record Statements(Connection connection) {
    private static final int SECONDS = 60;

    PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setQueryTimeout(SECONDS);
        return statement;
    }

    /** Writes no rows without asking the database. */
    void write(String sql, Object[]... columns) throws SQLException {
        if (columns[0].length == 0) {
            return;
        }
        try (PreparedStatement statement = prepare(sql)) {
            for (int i = 0; i < columns.length; i++) {
                Array array = connection.createArrayOf(typeOf(columns[i]), columns[i]);
                statement.setArray(i + 1, array);
            }
            statement.executeUpdate();
        }
    }

    static <T> Integer[] integers(List<T> rows, Function<T, Integer> column) {
        return rows.stream().map(column).toArray(Integer[]::new);
    }

    static <T> Long[] longs(List<T> rows, Function<T, Long> column) {
        return rows.stream().map(column).toArray(Long[]::new);
    }

    static <T> String[] texts(List<T> rows, Function<T, String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }

    private static String typeOf(Object[] column) {
        return column instanceof Integer[] ? "integer" : column instanceof Long[] ? "bigint" : "varchar";
    }
}
