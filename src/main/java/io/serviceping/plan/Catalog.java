package io.serviceping.plan;

import java.sql.SQLException;
import java.util.Optional;

/** What a database says of its tables, without reading them. */
public interface Catalog {
    /**
     * The table that the database means by that name, or empty when it knows none or does not let us read it.
     *
     * @param nameAsWritten perhaps with a schema, perhaps quoted
     * @throws SQLException when the database cannot be asked or takes too long; says nothing of the table
     */
    Optional<TableFacts> table(String nameAsWritten) throws SQLException;

    /**
     * The type of an expression over the source's tables, or empty when the database refuses the expression.
     *
     * @throws SQLException when the database cannot be asked or takes too long; says nothing of the expression
     */
    Optional<ExpressionType> typeOf(Source source, String expression) throws SQLException;
}
