package io.serviceping.count.span;

import io.serviceping.count.accumulator.AccumulatorTable;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.BoundQuery;
import io.serviceping.count.database.Session;
import io.serviceping.count.database.SessionDialect;
import io.serviceping.count.distinct.DistinctSet;
import io.serviceping.count.result.Outcome;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.plan.scan.WrittenScan;
import io.serviceping.time.Sleeper;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Distinct values that a database keeps as HyperLogLog registers instead of rows. To be read once the rows were counted:
 * then the registers have the rows that were moved during the count.
 */
public final class StoredSketches {
    /** All distinct values are rows. */
    public static final StoredSketches NONE = new StoredSketches();

    private static final Outcome.Unavailable NOT_STORED =
            new Outcome.Unavailable(Outcome.Why.EXCLUDED, "what it counts was not stored", null);
    private static final Outcome.Unavailable NOT_SHARED = new Outcome.Unavailable(
            Outcome.Why.ERROR, "runs as written, and only a shared scan adds sketches to rows", null);
    private static final Outcome.Unavailable DAMAGED =
            new Outcome.Unavailable(Outcome.Why.ERROR, "a sketch of what it counts is damaged", null);

    private final Map<PlannedMetric, Map<@Nullable String, DistinctSet>> sketches = new HashMap<>();
    private final Map<PlannedMetric, Outcome.Unavailable> unavailable = new HashMap<>();

    private StoredSketches() {}

    /**
     * Reads those of a scan whose rows were counted.
     *
     * @throws io.serviceping.count.database.DatabaseUnavailableException when the database does not answer
     */
    public static StoredSketches of(ApplicationDatabases databases, Sleeper pause, SharedScan scan)
            throws InterruptedException {
        List<WrittenScan> statements = scan.asWritten().values().stream()
                .filter(one -> one.sketches().isPresent())
                .toList();
        if (statements.isEmpty()) {
            return NONE;
        }
        try {
            return ask(databases, pause, scan.database(), statements);
        } catch (SQLException e) {
            StoredSketches found = new StoredSketches();
            for (WrittenScan one : statements) {
                found.addAlone(databases, pause, one.database(), one);
            }
            return found;
        }
    }

    private static StoredSketches ask(
            ApplicationDatabases databases, Sleeper pause, String database, List<WrittenScan> statements)
            throws SQLException, InterruptedException {
        return databases.untilAnswered(database, pause, () -> {
            Session session = databases.session(database);
            return databases
                    .pacing(database, pause)
                    .work(session, () -> session.read(connection -> read(session.dialect(), connection, statements)));
        });
    }

    /** Runs one statement in a transaction of its own, so that its failure costs no other metric. */
    private void addAlone(ApplicationDatabases databases, Sleeper pause, String database, WrittenScan scan)
            throws InterruptedException {
        try {
            StoredSketches found = ask(databases, pause, database, List.of(scan));
            sketches.putAll(found.sketches);
            unavailable.putAll(found.unavailable);
        } catch (SQLException e) {
            unavailable.put(scan.answers().get(0), FailedStatement.outcome(e));
        }
    }

    /** Reads those of metrics whose rows were counted. */
    public static StoredSketches read(SessionDialect dialect, Connection connection, Collection<WrittenScan> scans)
            throws SQLException {
        StoredSketches found = new StoredSketches();
        for (WrittenScan scan : scans) {
            PlannedMetric metric = scan.answers().get(0);
            if (scan.sketches().isPresent()) {
                WrittenScan sketches = scan.sketches().get();
                new BoundQuery(sketches.sql(), sketches.parameters())
                        .rowsAsRole(dialect, connection, row -> found.add(metric, row));
            }
        }
        return found;
    }

    private boolean add(PlannedMetric metric, ResultSet row) throws SQLException {
        byte[] registers = row.getBytes(2);
        if (registers == null) {
            unavailable.put(metric, NOT_STORED);
            return false;
        }
        try {
            sketches.computeIfAbsent(metric, any -> new HashMap<>())
                    .computeIfAbsent(row.getString(1), any -> DistinctSet.toBeCounted())
                    .addRegisters(registers);
            return true;
        } catch (IllegalArgumentException e) {
            unavailable.putIfAbsent(metric, DAMAGED);
            return false;
        }
    }

    /** The outcome of a metric whose rows are in a table. */
    Outcome outcome(PlannedMetric metric, AccumulatorTable rows) {
        Outcome.Unavailable reason = unavailable.get(metric);
        return reason == null ? rows.outcome(metric, sketches.getOrDefault(metric, Map.of())) : reason;
    }

    /** The outcome of a metric of which only the number of its rows is known. */
    public Outcome outcome(PlannedMetric metric, Outcome ofRows) {
        Outcome.Unavailable reason = unavailable.get(metric);
        return reason == null ? (sketches.containsKey(metric) ? NOT_SHARED : ofRows) : reason;
    }
}
