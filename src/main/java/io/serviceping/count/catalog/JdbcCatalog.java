package io.serviceping.count.catalog;

import io.serviceping.count.database.Session;
import io.serviceping.jdbc.Failure;
import io.serviceping.plan.facts.Catalog;
import io.serviceping.plan.facts.ExpressionType;
import io.serviceping.plan.facts.KeyColumn;
import io.serviceping.plan.facts.TableFacts;
import io.serviceping.plan.facts.TableIdentity;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** The catalogue of PostgreSQL or H2. Asks all about a table in one transaction. Not thread-safe. */
final class JdbcCatalog implements Catalog {
    private final Session session;
    private final CatalogQueries queries;
    private final Map<String, TableIdentity> identities = new HashMap<>();

    public JdbcCatalog(Session session) throws SQLException {
        this.session = session;
        this.queries = CatalogQueries.of(session);
    }

    @Override
    public Optional<TableFacts> table(String nameAsWritten) throws SQLException {
        return knownOrEmpty(connection -> {
            Optional<String> name = queries.resolve(connection, nameAsWritten);
            Optional<CatalogQueries.Relation> relation =
                    name.isEmpty() ? Optional.empty() : queries.relation(connection, name.get());
            if (relation.isEmpty()) {
                return Optional.empty();
            }
            identities.put(nameAsWritten, identity(connection, nameAsWritten, name.get()));
            return Optional.of(facts(connection, relation.get()));
        });
    }

    /** That of the table whose facts were asked for, if they were. */
    @Override
    public Optional<TableIdentity> identity(String nameAsWritten) throws SQLException {
        TableIdentity known = identities.get(nameAsWritten);
        return known != null
                ? Optional.of(known)
                : knownOrEmpty(connection -> {
                    Optional<String> name = queries.resolve(connection, nameAsWritten);
                    return name.isEmpty()
                            ? Optional.empty()
                            : Optional.of(identity(connection, nameAsWritten, name.get()));
                });
    }

    private TableIdentity identity(Connection connection, String nameAsWritten, String name) throws SQLException {
        return new TableIdentity(nameAsWritten, queries.identity(connection, name), queries.columns(connection, name));
    }

    /**
     * Distinct values of a column by statistics. Empty: not known.
     *
     * @param columnAsWritten in canonical form; the result is empty for anything but a column
     */
    OptionalLong distinctValues(String nameAsWritten, String columnAsWritten) throws SQLException {
        String column = columnAsWritten.startsWith("\"") ? columnAsWritten : quoted(columnAsWritten);
        return session.read(connection -> {
            Optional<String> name = queries.resolve(connection, nameAsWritten);
            return name.isEmpty() ? OptionalLong.empty() : queries.distinctValues(connection, name.get(), column);
        });
    }

    private TableFacts facts(Connection connection, CatalogQueries.Relation relation) throws SQLException {
        Map<String, List<CatalogQueries.IndexColumn>> indexes = new LinkedHashMap<>();
        for (CatalogQueries.IndexColumn column : queries.indexColumns(connection, relation)) {
            indexes.computeIfAbsent(column.index(), index -> new ArrayList<>()).add(column);
        }
        Set<String> leading = indexes.values().stream()
                .map(columns -> columns.get(0).column())
                .filter(Objects::nonNull)
                .flatMap(name -> queries.writings(name).stream())
                .collect(Collectors.toSet());
        List<KeyColumn> key = key(
                connection,
                relation,
                indexes.values().stream().filter(JdbcCatalog::isKey).toList());
        boolean followsBlocks = key.isEmpty()
                || queries.followsBlocks(connection, relation.name(), key.get(0).name());
        return new TableFacts(
                relation.name(),
                relation.kind(),
                relation.estimatedRows(),
                relation.pages(),
                relation.blockRanges(),
                key,
                followsBlocks,
                leading,
                relation.hasChildren());
    }

    private static boolean isKey(List<CatalogQueries.IndexColumn> index) {
        return index.stream().allMatch(column -> column.castType() != null);
    }

    private List<KeyColumn> key(
            Connection connection, CatalogQueries.Relation relation, List<List<CatalogQueries.IndexColumn>> indexes)
            throws SQLException {
        List<List<KeyColumn>> keys = new ArrayList<>();
        for (List<CatalogQueries.IndexColumn> index : indexes.stream()
                .sorted(Comparator.<List<CatalogQueries.IndexColumn>>comparingInt(
                                columns -> columns.get(0).rank())
                        .thenComparingInt(List::size))
                .toList()) {
            keys.add(typed(connection, relation, index));
        }
        return keys.stream()
                .filter(key -> key.size() == 1 && key.get(0).type().isInteger())
                .findFirst()
                .or(() -> keys.stream().findFirst())
                .orElse(List.of());
    }

    /** Adds JDBC types, which only the driver knows. */
    private List<KeyColumn> typed(
            Connection connection, CatalogQueries.Relation relation, List<CatalogQueries.IndexColumn> index)
            throws SQLException {
        List<String> names = index.stream()
                .map(column -> quoted(Objects.requireNonNull(column.column())))
                .toList();
        String sql = "select " + String.join(", ", names) + " from " + relation.name() + " where false";
        try (Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery(sql)) {
            ResultSetMetaData columns = none.getMetaData();
            List<KeyColumn> key = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                String castType = Objects.requireNonNull(index.get(i).castType());
                key.add(new KeyColumn(names.get(i), new ExpressionType(columns.getColumnType(i + 1), castType)));
            }
            return key;
        }
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Empty: the database refuses to describe the table, or it is locked. Other tables can still be read. */
    private <T> Optional<T> knownOrEmpty(Session.Work<Optional<T>> work) throws SQLException {
        try {
            return session.read(work);
        } catch (SQLException e) {
            if (Failure.of(e).isOfDatabase()) {
                throw e;
            }
            return Optional.empty();
        }
    }
}
