package io.serviceping.events.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Statements with a time limit. Their parameters are values, or an array for each column of many rows. */
final class Statements {
    private static final int SECONDS = 60;

    private final Connection connection;

    Statements(Connection connection) {
        this.connection = connection;
    }

    /** Makes a value of the current row of a result. */
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Returns how many rows it changed. */
    int update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values)) {
            return statement.executeUpdate();
        }
    }

    <T> List<T> query(String sql, Reader<T> reader, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values);
                ResultSet row = statement.executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(reader.read(row));
            }
            return rows;
        }
    }

    /** Writes no rows without asking the database. */
    void write(String sql, Object[]... columns) throws SQLException {
        if (columns[0].length == 0) {
            return;
        }
        int unused = update(sql, arrays(columns));
    }

    Object[] arrays(Object[]... columns) throws SQLException {
        Object[] arrays = new Object[columns.length];
        for (int i = 0; i < columns.length; i++) {
            arrays[i] = connection.createArrayOf(typeOf(columns[i]), columns[i]);
        }
        return arrays;
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

    private PreparedStatement prepare(String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setQueryTimeout(SECONDS);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    private static String typeOf(Object[] column) {
        return column instanceof Integer[] ? "integer" : column instanceof Long[] ? "bigint" : "varchar";
    }
}
