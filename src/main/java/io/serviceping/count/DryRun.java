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

/** Checks a statement's plan and columns without running it. */
public final class DryRun {
    private final ApplicationDatabases databases;

    public DryRun(ApplicationDatabases databases) {
        this.databases = databases;
    }

    /**
     * The reason why the scan would fail, or empty.
     *
     * @throws DatabaseUnavailableException when the database does not answer
     */
    public Optional<String> problem(WrittenScan scan) {
        databases.check(scan.database());
        Session session = databases.lookUps(scan.database());
        ValueType type = scan.answers().get(0).valueType();
        try {
            return session.read(connection -> {
                plan(session.dialect(), connection, scan);
                return session.dialect()
                        .describe(
                                connection,
                                scan.readable(),
                                columns -> AnswerShape.misfit(columns, type).map(AnswerShape.Misfit::detail));
            });
        } catch (SQLException e) {
            return Optional.of(SessionDialect.words(e));
        }
    }

    private static void plan(SessionDialect dialect, Connection connection, WrittenScan scan) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            dialect.asRole(connection, () -> statement.execute("explain " + scan.readable()));
        }
    }
}
