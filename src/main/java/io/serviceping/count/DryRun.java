package io.serviceping.count;

import io.serviceping.definition.ValueType;
import io.serviceping.plan.Scan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** Lets the database plan a statement without running it, and looks at the shape of its answer. */
public final class DryRun {
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
            return columns == null
                    ? Optional.empty()
                    : AnswerShape.misfit(columns, type).map(AnswerShape.Misfit::detail);
        }
    }
}
