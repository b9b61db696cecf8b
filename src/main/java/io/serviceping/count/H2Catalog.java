package io.serviceping.count;

import io.serviceping.plan.ExpressionType;
import io.serviceping.plan.TableFacts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * H2's information schema.
 *
 * @param upperCase whether names without quotes are kept in upper case; else as they are written
 */
record H2Catalog(boolean upperCase) implements CatalogQueries {
    private static final String RELATION = """
            select table_type, storage_type, coalesce(row_count_estimate, 0)
            from information_schema.tables
            where table_schema = ? and table_name = ?
            """;

    private static final String INDEX_COLUMNS = """
            select i.index_name, case when i.index_type_name like 'PRIMARY%' then 0 else 1 end as rank, c.column_name,
                   k.is_unique and c.is_nullable = 'NO' and k.ordering_specification = 'ASC',
                   c.data_type, c.character_maximum_length, c.numeric_precision, c.numeric_scale
            from (select * from information_schema.indexes where table_schema = ?1 and table_name = ?2) i
            join (select * from information_schema.index_columns where table_schema = ?1 and table_name = ?2) k
              on k.index_schema = i.index_schema and k.index_name = i.index_name
            join (select * from information_schema.columns where table_schema = ?1 and table_name = ?2) c
              on c.column_name = k.column_name
            where i.index_type_name not like '%HASH%' and i.index_type_name not like '%SPATIAL%'
            order by rank, i.index_name, k.ordinal_position
            """;

    /** A table's name as the catalogue has it. */
    private record Name(String schema, String table) {
        String quoted() {
            return JdbcCatalog.quoted(schema) + "." + JdbcCatalog.quoted(table);
        }
    }

    /** H2 itself finds the table: the folding of names, the search path and synonyms are its settings. */
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
        return Lookup.of(RELATION, name.schema(), name.table())
                .rows(
                        connection,
                        row -> new Relation(
                                quotedName,
                                kind(row.getString(1), row.getString(2)),
                                row.getString(1).equals("VIEW") ? 0 : row.getLong(3),
                                0,
                                false,
                                false))
                .stream()
                .findFirst();
    }

    private static TableFacts.Kind kind(String tableType, @Nullable String storageType) {
        if (tableType.equals("VIEW")) {
            return TableFacts.Kind.VIEW;
        }
        return Objects.equals(storageType, "TABLE LINK") ? TableFacts.Kind.FOREIGN : TableFacts.Kind.TABLE;
    }

    @Override
    public List<IndexColumn> indexColumns(Connection connection, Relation relation) throws SQLException {
        Name name = find(connection, relation.name());
        return Lookup.of(INDEX_COLUMNS, name.schema(), name.table())
                .rows(
                        connection,
                        row -> new IndexColumn(
                                row.getString(1),
                                row.getInt(2),
                                row.getString(3),
                                row.getBoolean(4) ? castType(row) : null));
    }

    /** A type that holds every value of the column; null where a value does not survive being written as a text. */
    private static @Nullable String castType(ResultSet row) throws SQLException {
        // In lower case where the database keeps names so.
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

    @Override
    public ExpressionType typeOf(Connection connection, String from, String expression) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery("select " + expression + " from " + from + " where false")) {
            ResultSetMetaData columns = none.getMetaData();
            return new ExpressionType(columns.getColumnType(1), columns.getColumnTypeName(1));
        }
    }

    /** H2 gives a table that is made again no other number. */
    @Override
    public String identity(Connection connection, String table) throws SQLException {
        return "h2 " + connection.getMetaData().getDatabaseMajorVersion() + " " + table;
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
