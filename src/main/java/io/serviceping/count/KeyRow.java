package io.serviceping.count;

import io.serviceping.plan.KeyColumn;
import io.serviceping.plan.Parameter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** A key as one side of a comparison: a column, or a row of them. */
record KeyRow(List<KeyColumn> columns, String qualifier) {
    /**
     * The columns of a table that a look-up reads as {@code k}. Qualified, since ORDER BY takes a bare name for a column of
     * the answer, which is a text here, where there is one of that name.
     */
    KeyRow(List<KeyColumn> columns) {
        this(columns, "k.");
    }

    /** The columns themselves. */
    String names() {
        return row(columns.stream().map(column -> qualifier + column.name()).toList());
    }

    /** A {@code ?} of its type for each column. */
    String marks() {
        return row(columns.stream()
                .map(column -> "cast(? as " + column.type().databaseType() + ")")
                .toList());
    }

    /** The columns for a SELECT, each in the database's own writing. */
    String texts() {
        return columns.stream()
                .map(column -> "cast(" + qualifier + column.name() + " as varchar)")
                .collect(Collectors.joining(", "));
    }

    /** The columns for an ORDER BY. */
    String order(String direction) {
        return columns.stream()
                .map(column -> qualifier + column.name() + direction)
                .collect(Collectors.joining(", "));
    }

    /** The values of the current row of a SELECT of {@link #texts}. */
    List<String> read(ResultSet row) throws SQLException {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= columns.size(); i++) {
            values.add(Objects.requireNonNull(row.getString(i)));
        }
        return values;
    }

    static List<Parameter> parameters(List<String> key) {
        return key.stream().<Parameter>map(Parameter.Text::new).toList();
    }

    private static String row(List<String> parts) {
        return parts.size() == 1 ? parts.get(0) : "(" + String.join(", ", parts) + ")";
    }
}
