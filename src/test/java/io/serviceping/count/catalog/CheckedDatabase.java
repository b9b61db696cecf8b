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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A database with objects of its own, and what the check says of metrics on it. Made at its first use; a static field with
 * {@code @RegisterExtension} is closed when its test class ends.
 */
final class CheckedDatabase implements AutoCloseable, AfterAllCallback {
    private static final String NAME = "own";

    private final Supplier<TestDatabase.Url> made;
    private final AllowedFunctions allowed;
    private @Nullable ApplicationDatabases databases;
    private @Nullable FunctionCheck check;

    private CheckedDatabase(Supplier<TestDatabase.Url> made, AllowedFunctions allowed) {
        this.made = made;
        this.allowed = allowed;
    }

    static CheckedDatabase of(Supplier<TestDatabase.Url> made, AllowedFunctions allowed) {
        return new CheckedDatabase(made, allowed);
    }

    /** A database of PostgreSQL where no function is allowed. */
    static CheckedDatabase with(String... objects) {
        return of(() -> TestDatabase.POSTGRESQL.create().execute(objects), AllowedFunctions.NONE);
    }

    /** The SQL of a function that fails with the word {@code called}, also when the planner calls it. */
    static String failing(String signature, String type) {
        return "create function " + signature + " returns " + type
                + " language plpgsql immutable as $$ begin raise exception 'called'; end $$";
    }

    /** The SQL that makes a function fail that is there already. */
    static String nowFailing(String signature, String type) {
        return failing(signature, type).replaceFirst("create", "create or replace");
    }

    private ApplicationDatabases databases() {
        if (databases == null) {
            TestDatabase.Url url = made.get();
            databases = new ApplicationDatabases(
                    Map.of(NAME, new JdbcAddress(url.jdbc(), url.username(), url.password())),
                    new CountLimits(CountingFixture.LONG, CountingFixture.LONG, 1, 1));
        }
        return databases;
    }

    FunctionCheck check() {
        if (check == null) {
            check = new FunctionCheck(databases(), allowed);
        }
        return check;
    }

    Session session() {
        return databases().session(NAME);
    }

    Optional<String> problem(String sql, Parameter... parameters) {
        return check().problem(scan(sql, parameters));
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
    public void afterAll(ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        if (databases != null) {
            databases.close();
        }
    }
}
