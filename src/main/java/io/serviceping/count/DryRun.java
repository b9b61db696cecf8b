package io.serviceping.count;

import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.DatabaseUnavailableException;
import io.serviceping.count.database.Session;
import io.serviceping.count.database.SessionDialect;
import io.serviceping.count.result.AnswerShape;
import io.serviceping.definition.ValueType;
import io.serviceping.plan.scan.WrittenScan;
import java.sql.Connection;
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
    public Optional<String> problem(WrittenScan scan) {
        databases.check(scan.database());
        Session session = databases.lookUps(scan.database());
        ValueType type = scan.answers().get(0).valueType();
        try {
            session.read(connection -> plan(connection, scan));
            return session.read(connection -> session.dialect()
                    .describe(
                            connection,
                            scan.readable(),
                            columns -> AnswerShape.misfit(columns, type).map(AnswerShape.Misfit::detail)));
        } catch (SQLException e) {
            return Optional.of(SessionDialect.words(e));
        }
    }

    private static boolean plan(Connection connection, WrittenScan scan) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute("explain " + scan.readable());
        }
    }
}
