package io.serviceping.count.catalog;

import io.serviceping.count.CountingFixture;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.CountLimits;
import io.serviceping.count.database.Session;
import io.serviceping.definition.KeyPath;
import io.serviceping.definition.TimeFrame;
import io.serviceping.definition.ValueType;
import io.serviceping.definition.sql.AllowedFunctions;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.WrittenScan;
import io.serviceping.testing.TestDatabase;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A database with objects of its own, and what the check says of metrics on it. */
final class CheckedDatabase implements AutoCloseable {
    private static final String NAME = "own";

    private final ApplicationDatabases databases;
    private final FunctionCheck check;

    private CheckedDatabase(JdbcAddress address, AllowedFunctions allowed) {
        this.databases = new ApplicationDatabases(
                Map.of(NAME, address), new CountLimits(CountingFixture.LONG, CountingFixture.LONG, 1, 1));
        this.check = new FunctionCheck(databases, allowed);
    }

    static CheckedDatabase of(TestDatabase.Url url, AllowedFunctions allowed) {
        return new CheckedDatabase(new JdbcAddress(url.jdbc(), url.username(), url.password()), allowed);
    }

    /** A database of PostgreSQL where no function is allowed. */
    static CheckedDatabase with(String... objects) {
        return of(TestDatabase.POSTGRESQL.create().execute(objects), AllowedFunctions.NONE);
    }

    /** The SQL of a function that fails with the word {@code called}, also when the planner calls it. */
    static String failing(String signature, String type) {
        return "create function " + signature + " returns " + type
                + " language plpgsql immutable as $$ begin raise exception 'called'; end $$";
    }

    FunctionCheck check() {
        return check;
    }

    Session session() {
        return databases.session(NAME);
    }

    Optional<String> problem(String sql, Parameter... parameters) {
        return check.problem(scan(sql, parameters));
    }

    static WrittenScan scan(String sql, Parameter... parameters) {
        return new WrittenScan(
                NAME,
                sql,
                List.of(parameters),
                List.of(new PlannedMetric(new KeyPath("a.b"), TimeFrame.ALL, ValueType.NUMBER, "group")));
    }

    /** Runs a statement as a metric runs. */
    void run(String sql) throws SQLException {
        session().read(connection -> {
            try (Statement statement = connection.createStatement()) {
                return session().dialect().asRole(connection, () -> statement.execute(sql));
            }
        });
    }

    @Override
    public void close() {
        databases.close();
    }
}
