package io.serviceping.count;

import io.serviceping.definition.ValueType;
import io.serviceping.plan.Scan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Optional;
import java.util.Set;

/** Lets the database plan a statement without running it, and looks at the shape of its answer. */
public final class DryRun {
    private static final Set<Integer> NUMBERS = Set.of(
            Types.TINYINT,
            Types.SMALLINT,
            Types.INTEGER,
            Types.BIGINT,
            Types.NUMERIC,
            Types.DECIMAL,
            Types.REAL,
            Types.FLOAT,
            Types.DOUBLE);
    private static final Set<Integer> STRINGS =
            Set.of(Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.NVARCHAR, Types.CLOB);
    private static final Set<Integer> TRUTHS = Set.of(Types.BIT, Types.BOOLEAN);

    private final ApplicationDatabases databases;

    public DryRun(ApplicationDatabases databases) {
        this.databases = databases;
    }

    /**
     * What the database says against the scan, or empty.
     *
     * @throws DatabaseUnavailableException when it cannot be asked
     */
    public Optional<String> problem(Scan scan) {
        databases.check(scan.database());
        try (Connection connection = databases.open(scan.database())) {
            plan(connection, scan);
            return shape(connection, scan);
        } catch (SQLException e) {
            return Optional.of(Dialect.words(e));
        }
    }

    private static void plan(Connection connection, Scan scan) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("explain " + scan.readable());
        }
    }

    private static Optional<String> shape(Connection connection, Scan scan) throws SQLException {
        ValueType type = scan.answers().get(0).valueType();
        try (PreparedStatement statement = connection.prepareStatement(scan.sql())) {
            ResultSetMetaData columns = statement.getMetaData();
            int expected = type == ValueType.OBJECT ? 2 : 1;
            if (columns == null || columns.getColumnCount() == expected) {
                return columns == null || fits(columns.getColumnType(1), type)
                        ? Optional.empty()
                        : Optional.of("value_type is " + type.text() + " but the query returns "
                                + columns.getColumnTypeName(1));
            }
            return Optional.of("the query returns " + columns.getColumnCount() + " columns where value_type "
                    + type.text() + " takes " + expected);
        }
    }

    private static boolean fits(int sqlType, ValueType type) {
        return sqlType == Types.NULL
                || switch (type) {
                    case NUMBER -> NUMBERS.contains(sqlType);
                    case STRING -> STRINGS.contains(sqlType);
                    case BOOLEAN -> TRUTHS.contains(sqlType);
                    case OBJECT -> true;
                };
    }
}
