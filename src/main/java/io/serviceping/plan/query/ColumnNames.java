package io.serviceping.plan.query;

import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;

/** How columns are written in a text. */
@FunctionalInterface
interface ColumnNames {
    /** As the author wrote them; from the parts that {@link FromClause} knows, so that any other part is missed. */
    ColumnNames AS_WRITTEN = column -> {
        Table table = column.getTable();
        String qualifier = table == null ? "" : table.getFullyQualifiedName();
        return qualifier.isEmpty() ? column.getColumnName() : qualifier + "." + column.getColumnName();
    };

    String of(Column column) throws NotUnderstoodException;
}
