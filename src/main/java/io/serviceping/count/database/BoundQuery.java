package io.serviceping.count.database;

import io.serviceping.plan.query.Parameter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A short query with bound values. */
public record BoundQuery(String sql, List<Parameter> parameters) {
    @FunctionalInterface
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    public static BoundQuery of(String sql, String... texts) {
        return new BoundQuery(
                sql, List.of(texts).stream().<Parameter>map(Parameter.Text::new).toList());
    }

    public <T> List<T> rows(Session session, RowReader<T> reader) throws SQLException {
        return session.read(connection -> rows(connection, reader));
    }

    /** The second column's texts by the first column's. */
    public SortedMap<String, String> texts(Connection connection) throws SQLException {
        SortedMap<String, String> texts = new TreeMap<>();
        for (Map.Entry<String, String> row : rows(connection, row -> Map.entry(row.getString(1), row.getString(2)))) {
            texts.put(row.getKey(), row.getValue());
        }
        return texts;
    }

    /** As {@link #rows(Session, RowReader)}, over the connection of work that has begun. */
    public <T> List<T> rows(Connection connection, RowReader<T> reader) throws SQLException {
        return rows(connection, reader, PreparedStatement::executeQuery);
    }

    /** As {@link #rows(Connection, RowReader)}, {@linkplain SessionDialect#asRole with names of a metric}. */
    public <T> List<T> rowsAsRole(SessionDialect dialect, Connection connection, RowReader<T> reader)
            throws SQLException {
        return rows(connection, reader, statement -> dialect.asRole(connection, statement::executeQuery));
    }

    private interface Execution {
        ResultSet of(PreparedStatement statement) throws SQLException;
    }

    private <T> List<T> rows(Connection connection, RowReader<T> reader, Execution execution) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int index = 1;
            for (Parameter parameter : parameters) {
                statement.setObject(index++, parameter.value());
            }
            try (ResultSet result = execution.of(statement)) {
                List<T> rows = new ArrayList<>();
                while (result.next()) {
                    rows.add(reader.read(result));
                }
                return rows;
            }
        }
    }
}
