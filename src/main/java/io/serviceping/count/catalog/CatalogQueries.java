package io.serviceping.count.catalog;

import io.serviceping.count.database.Session;
import io.serviceping.count.database.SessionDialect;
import io.serviceping.plan.facts.ExpressionType;
import io.serviceping.plan.facts.TableFacts;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** How each database is asked for what it knows of its tables. */
public sealed interface CatalogQueries permits H2Catalog, PostgresCatalog {
    /** The queries that the database at the other end understands. */
    static CatalogQueries of(Session session) throws SQLException {
        return session.dialect() == SessionDialect.H2
                ? new H2Catalog(
                        session.read(connection -> connection.getMetaData().storesUpperCaseIdentifiers()))
                : new PostgresCatalog();
    }

    /** The quoted name, with its schema, of the table that is meant; empty, or refused, when there is none. */
    Optional<String> resolve(Session session, String nameAsWritten) throws SQLException;

    /** The table of that quoted name; empty when it has just gone. */
    Optional<Relation> relation(Session session, String name) throws SQLException;

    /** Its ordered indexes over all rows, column by column. */
    List<IndexColumn> indexColumns(Session session, Relation relation) throws SQLException;

    /** How a name of the catalogue may be written in SQL, in canonical form. */
    Set<String> writings(String name);

    /** The type of an expression over a FROM clause. */
    ExpressionType typeOf(Session session, String from, String expression) throws SQLException;

    /**
     * What changes when the table was made again, or when the server may hash otherwise: what was found of a table by
     * such another name must not be read again.
     */
    String identity(Session session, String table) throws SQLException;

    /** What tells its columns apart from others of the same name, by name. */
    SortedMap<String, String> columns(Session session, String table) throws SQLException;

    /** How many blocks the table has now; 0 where blocks cannot be read. */
    long blocks(Session session, String table) throws SQLException;

    /** Whether statistics do not say that rows lie scattered when they are read in the order of a quoted column. */
    boolean followsBlocks(Session session, String table, String column) throws SQLException;

    /** Values of a quoted column that cut it into equal shares, ascending; empty where there are no statistics. */
    List<String> histogram(Session session, String table, String column) throws SQLException;

    /** How many different values statistics say that a quoted column has; empty where they do not tell a number. */
    OptionalLong distinctValues(Session session, String table, String column) throws SQLException;

    /**
     * A table and its size.
     *
     * @param name quoted, with its schema
     */
    record Relation(
            String name,
            TableFacts.Kind kind,
            long estimatedRows,
            long pages,
            boolean blockRanges,
            boolean hasChildren) {}

    /**
     * A column of an index.
     *
     * @param index tells indexes apart
     * @param rank low for an index that is the better key: primary before unique
     * @param column as the catalogue has it; null for an expression
     * @param castType the column's type, where a key can be made of it: NOT NULL, unique index, plain order; else null
     */
    record IndexColumn(
            String index,
            int rank,
            @Nullable String column,
            @Nullable String castType) {}
}
