package io.serviceping.plan.facts;

import io.serviceping.plan.query.Source;
import java.sql.SQLException;
import java.util.Optional;

/** What a database says of its tables, without reading them. */
public interface Catalog {
    /**
     * The table that the database means by that name, or empty when it knows none, does not let us read it, or does not tell
     * of it in time, as of a locked one.
     *
     * @param nameAsWritten perhaps with a schema, perhaps quoted
     * @throws SQLException when the database cannot be asked; says nothing of the table
     */
    Optional<TableFacts> table(String nameAsWritten) throws SQLException;

    /**
     * The type of an expression over the source's tables, or empty when the database refuses the expression or does not
     * answer in time.
     *
     * @throws SQLException when the database cannot be asked; says nothing of the expression
     */
    Optional<ExpressionType> typeOf(Source source, String expression) throws SQLException;
}
