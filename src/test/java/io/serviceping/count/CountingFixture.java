package io.serviceping.count;

import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.CountLimits;
import io.serviceping.count.result.MetricValue;
import io.serviceping.count.result.Outcome;
import io.serviceping.definition.DataCategory;
import io.serviceping.definition.InvalidDefinitionsException;
import io.serviceping.definition.KeyPath;
import io.serviceping.definition.Lifecycle;
import io.serviceping.definition.Metric;
import io.serviceping.definition.MetricDefinition;
import io.serviceping.definition.TimeFrame;
import io.serviceping.definition.ValueType;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.plan.MetricSelection;
import io.serviceping.plan.Planner;
import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.WrittenScan;
import io.serviceping.testing.Parsed;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A database with a table {@code t} of three rows, and a runner that records its rests instead of sleeping. */
public final class CountingFixture implements AutoCloseable {
    static final Duration SHORT = Duration.ofMillis(400);
    public static final Duration LONG = Duration.ofSeconds(60);

    public final TestDatabase.Url url;
    public final ApplicationDatabases databases;
    final List<Duration> rests = Collections.synchronizedList(new ArrayList<>());
    public final WrittenScanRunner counter;

    private CountingFixture(TestDatabase.Url url, CountLimits limits) {
        this.url = url;
        this.databases = new ApplicationDatabases(
                Map.of("main", new JdbcAddress(url.jdbc(), url.username(), url.password())), limits);
        this.counter = new WrittenScanRunner(databases, rests::add);
    }

    public static CountingFixture on(TestDatabase database) {
        return on(database, new CountLimits(LONG, LONG, 1, 1));
    }

    public static CountingFixture on(TestDatabase database, CountLimits limits, String... statements) {
        TestDatabase.Url url = database.create()
                .execute(
                        "create table t (id integer primary key, name varchar(20))",
                        "insert into t values (1, 'one'), (2, 'two'), (3, null)",
                        "create sequence s")
                .execute(statements);
        return new CountingFixture(url, limits);
    }

    public Outcome outcome(ValueType type, String sql, Parameter... parameters) throws InterruptedException {
        return counter.count(scan(type, sql, parameters)).get(0).outcome();
    }

    public Outcome outcome(String sql) throws InterruptedException {
        return outcome(ValueType.NUMBER, sql);
    }

    /** Runs a query as the owner of the database, on a separate connection. */
    public long owner(String sql) {
        try (Connection connection = url.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static WrittenScan scan(ValueType type, String sql, Parameter... parameters) {
        return new WrittenScan(
                "main",
                sql,
                List.of(parameters),
                List.of(new PlannedMetric(new KeyPath("counts.t"), TimeFrame.ALL, type, "planning")));
    }

    /** A scan as the planner makes it from a definition without a window. */
    static WrittenScan planned(ValueType type, String sql) {
        KeyPath keyPath = new KeyPath("counts.t");
        MetricDefinition definition = new MetricDefinition(
                keyPath,
                "What a test counts.",
                "any",
                type,
                new Lifecycle.Active(),
                "1.0",
                DataCategory.OPTIONAL,
                List.of(new Metric(keyPath, TimeFrame.ALL)),
                "main",
                Parsed.sql(sql),
                Optional.empty(),
                Optional.empty(),
                false,
                Path.of("any.yml"),
                1);
        return planned(List.of(definition), Instant.parse("2026-11-16T00:00:00Z"))
                .scans()
                .get(0);
    }

    /** Plans each metric to run as written; the definitions have a place for their windows. */
    public static Plan planned(List<MetricDefinition> definitions, Instant asOf) {
        try {
            return new Planner(new MetricSelection(Set.of(), excluded -> false)).plan(definitions, asOf);
        } catch (InvalidDefinitionsException e) {
            throw new IllegalArgumentException(e.problems().toString(), e);
        }
    }

    public static Outcome counted(long value) {
        return new Outcome.Counted(MetricValue.Numeric.of(value));
    }

    @Override
    public void close() {
        databases.close();
    }
}
