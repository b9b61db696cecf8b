package io.serviceping.plan.query;

import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;

/** How columns are written in a text. */
@FunctionalInterface
interface ColumnNames {
    /**
     * As written by the author. Built only from the parts that {@link FromClause} knows, so that the word comparison
     * detects any other part.
     */
    ColumnNames AS_WRITTEN = column -> {
        Table table = column.getTable();
        String qualifier = table == null ? "" : table.getFullyQualifiedName();
        return qualifier.isEmpty() ? column.getColumnName() : qualifier + "." + column.getColumnName();
    };

    String of(Column column) throws NotUnderstoodException;
}
