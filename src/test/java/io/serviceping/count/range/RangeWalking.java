package io.serviceping.count.range;

import io.serviceping.count.catalog.TestCatalog;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.BoundQuery;
import io.serviceping.count.database.CountLimits;
import io.serviceping.count.database.Session;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.plan.facts.Catalog;
import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.scan.RangeKey;
import io.serviceping.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A database opened as for counting and read by ranges. */
public final class RangeWalking implements AutoCloseable {
    private static final CountLimits LIMITS = new CountLimits(Duration.ofSeconds(60), Duration.ofSeconds(5), 1, 1.0);

    private final ApplicationDatabases databases;

    /** Opens a database that is not written to any more. */
    public RangeWalking(TestDatabase.Url url) {
        databases = new ApplicationDatabases(
                Map.of("main", new JdbcAddress(url.jdbc(), url.username(), url.password())), LIMITS);
    }

    public Session session() {
        return databases.session("main");
    }

    /** Whether a killed scan goes on after its last range. */
    public static boolean isResumable(RangeKey key) {
        return !(key instanceof RangeKey.Blocks || key instanceof RangeKey.Whole);
    }

    public Catalog catalog() throws SQLException {
        return TestCatalog.of(session());
    }

    /** Returns the expression for every row of the range. */
    List<String> read(String table, String expression, Range range) throws SQLException {
        RangeCondition condition = range.condition("t.");
        return new BoundQuery(
                        "select " + expression + " from " + table + " t where " + condition.sql(),
                        condition.parameters())
                .rows(session(), row -> row.getString(1));
    }

    List<String> explain(String table, Range range) throws SQLException {
        RangeCondition condition = range.condition("");
        String sql = "explain select count(*) from " + table + " where " + condition.sql();
        return new BoundQuery(sql, condition.parameters()).rows(session(), row -> row.getString(1));
    }

    /** Returns the expression for all rows at once. */
    List<String> readAll(String table, String expression, String where) throws SQLException {
        return new BoundQuery("select " + expression + " from " + table + " t" + where, List.<Parameter>of())
                .rows(session(), row -> row.getString(1));
    }

    @Override
    public void close() {
        databases.close();
    }
}
