package io.serviceping.count.catalog;

import io.serviceping.count.database.BoundQuery;
import io.serviceping.plan.facts.TableFacts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * H2's information schema.
 *
 * @param upperCase whether unquoted names are stored in upper case; else as written
 */
record H2Catalog(boolean upperCase) implements CatalogQueries {
    private static final String RELATION = """
            select TABLE_TYPE, coalesce(ROW_COUNT_ESTIMATE, 0)
            from INFORMATION_SCHEMA.TABLES
            where TABLE_SCHEMA = ? and TABLE_NAME = ?
            """;

    private static final String INDEX_COLUMNS = """
            select i.INDEX_NAME, case when i.INDEX_TYPE_NAME like 'PRIMARY%' then 0 else 1 end as rank, c.COLUMN_NAME,
                   k.IS_UNIQUE and c.IS_NULLABLE = 'NO' and k.ORDERING_SPECIFICATION = 'ASC',
                   c.DATA_TYPE, c.CHARACTER_MAXIMUM_LENGTH, c.NUMERIC_PRECISION, c.NUMERIC_SCALE
            from (select * from INFORMATION_SCHEMA.INDEXES where TABLE_SCHEMA = ?1 and TABLE_NAME = ?2) i
            join (select * from INFORMATION_SCHEMA.INDEX_COLUMNS where TABLE_SCHEMA = ?1 and TABLE_NAME = ?2) k
              on k.INDEX_SCHEMA = i.INDEX_SCHEMA and k.INDEX_NAME = i.INDEX_NAME
            join (select * from INFORMATION_SCHEMA.COLUMNS where TABLE_SCHEMA = ?1 and TABLE_NAME = ?2) c
              on c.COLUMN_NAME = k.COLUMN_NAME
            where i.INDEX_TYPE_NAME not like '%HASH%' and i.INDEX_TYPE_NAME not like '%SPATIAL%'
            order by rank, i.INDEX_NAME, k.ORDINAL_POSITION
            """;

    private static final String UNIQUE_INDEXES = """
            select INDEX_NAME from INFORMATION_SCHEMA.INDEXES
            where TABLE_SCHEMA = ? and TABLE_NAME = ?
              and (INDEX_TYPE_NAME like 'PRIMARY%' or INDEX_TYPE_NAME like 'UNIQUE%')
            order by INDEX_NAME
            """;

    private static final String COLUMNS = """
            select COLUMN_NAME, ORDINAL_POSITION || ' ' || DATA_TYPE from INFORMATION_SCHEMA.COLUMNS
            where TABLE_SCHEMA = ? and TABLE_NAME = ?
            """;

    private record Name(String schema, String table) {
        String quoted() {
            return JdbcCatalog.quoted(schema) + "." + JdbcCatalog.quoted(table);
        }
    }

    /** Lets H2 find the table: name folding, search path and synonyms depend on its settings. */
    private static Name find(Connection connection, String nameAsWritten) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select * from " + nameAsWritten)) {
            ResultSetMetaData columns = statement.getMetaData();
            return new Name(columns.getSchemaName(1), columns.getTableName(1));
        }
    }

    @Override
    public Optional<String> resolve(Connection connection, String nameAsWritten) throws SQLException {
        return Optional.of(find(connection, nameAsWritten).quoted());
    }

    @Override
    public Optional<Relation> relation(Connection connection, String quotedName) throws SQLException {
        Name name = find(connection, quotedName);
        return BoundQuery.of(RELATION, name.schema(), name.table())
                .rows(
                        connection,
                        row -> new Relation(
                                quotedName,
                                row.getString(1).equals("VIEW") ? TableFacts.Kind.VIEW : TableFacts.Kind.TABLE,
                                row.getString(1).equals("VIEW") ? 0 : row.getLong(2),
                                0,
                                false,
                                false))
                .stream()
                .findFirst();
    }

    @Override
    public List<IndexColumn> indexColumns(Connection connection, Relation relation) throws SQLException {
        Name name = find(connection, relation.name());
        return BoundQuery.of(INDEX_COLUMNS, name.schema(), name.table())
                .rows(
                        connection,
                        row -> new IndexColumn(
                                row.getString(1),
                                row.getInt(2),
                                row.getString(3),
                                row.getBoolean(4) ? castType(row) : null));
    }

    /** A type for every value of the column. Null: a value can change when written as a text. */
    private static @Nullable String castType(ResultSet row) throws SQLException {
        // Some databases store this name in lower case.
        String type = row.getString(5).toUpperCase(Locale.ROOT);
        return switch (type) {
            case "BOOLEAN",
                    "TINYINT",
                    "SMALLINT",
                    "INTEGER",
                    "BIGINT",
                    "UUID",
                    "DATE",
                    "CHARACTER VARYING",
                    "VARCHAR_IGNORECASE" -> type;
            case "CHARACTER" -> type + "(" + row.getLong(6) + ")";
            case "NUMERIC", "DECIMAL" -> type + "(" + row.getInt(7) + ", " + row.getInt(8) + ")";
            case "TIMESTAMP" -> "TIMESTAMP(9)";
            case "TIMESTAMP WITH TIME ZONE" -> "TIMESTAMP(9) WITH TIME ZONE";
            default -> null;
        };
    }

    @Override
    public Set<String> writings(String name) {
        String quoted = JdbcCatalog.quoted(name);
        String lower = name.toLowerCase(Locale.ROOT);
        boolean folded = name.equals(upperCase ? name.toUpperCase(Locale.ROOT) : lower);
        return folded && PostgresCatalog.isPlain(lower) ? Set.of(lower, quoted) : Set.of(quoted);
    }

    /**
     * Contains the names of unique indexes, because H2 shows a table's number to admins only. Index names are unique
     * in their schema: a table that takes another's name has other indexes, unless the other table is gone.
     */
    @Override
    public String identity(Connection connection, String table) throws SQLException {
        Name name = find(connection, table);
        return "h2 " + connection.getMetaData().getDatabaseMajorVersion() + " " + table
                + " "
                + BoundQuery.of(UNIQUE_INDEXES, name.schema(), name.table()).rows(connection, row -> row.getString(1));
    }

    @Override
    public SortedMap<String, String> columns(Connection connection, String table) throws SQLException {
        Name name = find(connection, table);
        return BoundQuery.of(COLUMNS, name.schema(), name.table()).texts(connection);
    }

    @Override
    public long blocks(Connection connection, String table) {
        return 0;
    }

    @Override
    public boolean followsBlocks(Connection connection, String table, String column) {
        return true;
    }

    @Override
    public OptionalLong distinctValues(Connection connection, String table, String column) {
        return OptionalLong.empty();
    }

    @Override
    public List<String> histogram(Connection connection, String table, String column) {
        return List.of();
    }
}
