package io.serviceping.count.range;

import io.serviceping.plan.facts.KeyColumn;
import io.serviceping.plan.query.Parameter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** A key as one side of a comparison: a column or a row value. */
record RowValue(List<KeyColumn> columns, String qualifier) {
    /**
     * For a table with the alias {@code k}. Qualified, because in ORDER BY a bare name can be the output column, here a
     * text.
     */
    RowValue(List<KeyColumn> columns) {
        this(columns, "k.");
    }

    String names() {
        return row(columns.stream().map(column -> qualifier + column.name()).toList());
    }

    /** A typed {@code ?} for each column. */
    String marks() {
        return row(columns.stream()
                .map(column -> "cast(? as " + column.type().databaseType() + ")")
                .toList());
    }

    /**
     * Rows after a key, in an order that begins with these columns.
     *
     * @param after empty for all rows
     * @param same number of first columns, not all, that must equal the key's
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
     * Rows up to and including a key.
     *
     * @param same number of first columns, not all, with one value in all these rows
     */
    RangeCondition upTo(List<String> key, int same) {
        return rest(same).ordered("<=", "<=", key.subList(same, key.size()));
    }

    /**
     * Adds a condition on the first column, which the row comparison implies. Without it, optimizers expect half the
     * table or use no index.
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

    /** The columns for a SELECT, as text. */
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

    /** Reads the current row of a SELECT of {@link #texts}. */
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
