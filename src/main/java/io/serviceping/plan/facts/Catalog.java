package io.serviceping.plan.facts;

import java.sql.SQLException;
import java.util.Optional;

/** Table metadata from a database's catalogue; no table is read. */
public interface Catalog {
    /**
     * The table that the name means to the database. Empty: the database does not know the table, denies access to it,
     * or does not answer in time, for example because the table is locked.
     *
     * @param nameAsWritten may have a schema and quotes
     * @throws SQLException when the database cannot be asked; this tells nothing about the table
     */
    Optional<TableFacts> table(String nameAsWritten) throws SQLException;

    /**
     * Which table has that name now, or empty as for {@link #table}.
     *
     * @throws SQLException when the database cannot be asked; says nothing of the table
     */
    Optional<TableIdentity> identity(String nameAsWritten) throws SQLException;
}
