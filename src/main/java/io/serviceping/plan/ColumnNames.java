package io.serviceping.plan;

import net.sf.jsqlparser.schema.Column;

/** How columns are written in a text. */
@FunctionalInterface
interface ColumnNames {
    /** Exactly as the author wrote them. */
    ColumnNames AS_WRITTEN = Column::getFullyQualifiedName;

    String of(Column column) throws NotUnderstoodException;
}
