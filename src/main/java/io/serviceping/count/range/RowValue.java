package io.serviceping.count.range;

import io.serviceping.plan.facts.KeyColumn;
import io.serviceping.plan.query.Parameter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** A key as one side of a comparison: a column, or a row of them. */
record RowValue(List<KeyColumn> columns, String qualifier) {
    /**
     * The columns of a table that a look-up reads as {@code k}. Qualified, since ORDER BY takes a bare name for a column of
     * the answer, which is a text here, where there is one of that name.
     */
    RowValue(List<KeyColumn> columns) {
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

    /**
     * Rows behind a key, in an order that begins with these columns.
     *
     * @param after empty for all rows
     * @param same of how many columns, less than all, the rows are to have the key's own values
     */
    RangeCondition behind(List<String> after, int same) {
        if (after.isEmpty()) {
            return new RangeCondition("", List.of());
        }
        RangeCondition condition = new RangeCondition("", List.of());
        for (int i = 0; i < same; i++) {
            condition = condition.and(column(i).compared("=", after.subList(i, i + 1)));
        }
        return condition.and(rest(same).ordered(">", ">=", after.subList(same, after.size())));
    }

    /**
     * Rows up to a key, that key included.
     *
     * @param same how many of the first columns, less than all, have one value anyway
     */
    RangeCondition upTo(List<String> key, int same) {
        return rest(same).ordered("<=", "<=", key.subList(same, key.size()));
    }

    /**
     * The condition on the first column alone follows from the other. Without it optimizers take the comparison of rows to
     * hold for half the table, or do not look for an index at all.
     */
    private RangeCondition ordered(String operator, String ofFirst, List<String> key) {
        RangeCondition rows = compared(operator, key);
        return columns.size() == 1 ? rows : rows.and(column(0).compared(ofFirst, key.subList(0, 1)));
    }

    private RangeCondition compared(String operator, List<String> key) {
        return new RangeCondition(names() + " " + operator + " " + marks(), parameters(key));
    }

    private RowValue column(int index) {
        return new RowValue(columns.subList(index, index + 1), qualifier);
    }

    private RowValue rest(int same) {
        return new RowValue(columns.subList(same, columns.size()), qualifier);
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
