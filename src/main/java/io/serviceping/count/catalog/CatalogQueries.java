package io.serviceping.count.catalog;

import io.serviceping.count.database.Session;
import io.serviceping.count.database.SessionDialect;
import io.serviceping.plan.facts.TableFacts;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Queries on a database's catalogue, one implementation per dialect. */
public sealed interface CatalogQueries permits H2Catalog, PostgresCatalog {
    static CatalogQueries of(Session session) throws SQLException {
        return session.dialect() == SessionDialect.H2
                ? new H2Catalog(
                        session.read(connection -> connection.getMetaData().storesUpperCaseIdentifiers()))
                : new PostgresCatalog();
    }

    /**
     * The table's quoted name with its schema.
     *
     * @return empty when there is no such table
     * @throws SQLException on H2, also when there is no such table
     */
    Optional<String> resolve(Connection connection, String nameAsWritten) throws SQLException;

    /** Empty: the table was dropped after its name was resolved. */
    Optional<Relation> relation(Connection connection, String name) throws SQLException;

    /** The columns of ordered indexes over all rows, index by index. */
    List<IndexColumn> indexColumns(Connection connection, Relation relation) throws SQLException;

    /** The ways to write a catalogue name in SQL, in canonical form. */
    Set<String> writings(String name);

    /**
     * Changes when the table is recreated or the server may hash differently: then stored results must not be used.
     */
    String identity(Connection connection, String table) throws SQLException;

    /** For each column's name, a text that another column of the same name does not have. */
    SortedMap<String, String> columns(Connection connection, String table) throws SQLException;

    /** 0 where blocks cannot be read. */
    long blocks(Connection connection, String table) throws SQLException;

    /** False: by statistics, rows in the order of the quoted column lie scattered over the blocks. */
    boolean followsBlocks(Connection connection, String table, String column) throws SQLException;

    /** Values that split a quoted column into equal shares, ascending. Empty: no statistics. */
    List<String> histogram(Connection connection, String table, String column) throws SQLException;

    /** Distinct values of a quoted column by statistics. Empty: not known. */
    OptionalLong distinctValues(Connection connection, String table, String column) throws SQLException;

    /**
     * A table and its size.
     *
     * @param name quoted, with its schema
     * @param estimatedRows from statistics or the size; 0 for a view
     * @param pages blocks on disk, with partitions or children; 0 on H2
     * @param blockRanges whether ranges of blocks can be read
     * @param hasChildren whether other tables inherit from it; false if partitioned
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
     * @param rank lower for a better key: primary key before unique index
     * @param column the catalogue's spelling; null for an expression
     * @param castType the type, if the column can be part of a key (NOT NULL, unique index, plain order); else null
     */
    record IndexColumn(
            String index,
            int rank,
            @Nullable String column,
            @Nullable String castType) {}
}
