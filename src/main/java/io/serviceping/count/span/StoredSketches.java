package io.serviceping.count.span;

import io.serviceping.count.accumulator.AccumulatorTable;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.BoundQuery;
import io.serviceping.count.database.Session;
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
        List<WrittenScan> questions = scan.asWritten().values().stream()
                .filter(one -> one.sketches().isPresent())
                .toList();
        if (questions.isEmpty()) {
            return NONE;
        }
        try {
            return databases.untilAnswered(scan.database(), pause, () -> {
                Session session = databases.session(scan.database());
                return databases
                        .pacing(scan.database(), pause)
                        .work(session, () -> session.read(connection -> read(connection, questions)));
            });
        } catch (SQLException e) {
            StoredSketches failed = new StoredSketches();
            scan.answers().forEach(metric -> failed.unavailable.put(metric, FailedStatement.outcome(e)));
            return failed;
        }
    }

    /** Reads those of metrics whose rows were counted. */
    public static StoredSketches read(Connection connection, Collection<WrittenScan> scans) throws SQLException {
        StoredSketches found = new StoredSketches();
        for (WrittenScan scan : scans) {
            PlannedMetric metric = scan.answers().get(0);
            if (scan.sketches().isPresent()) {
                WrittenScan question = scan.sketches().get();
                new BoundQuery(question.sql(), question.parameters()).rows(connection, row -> found.add(metric, row));
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
        return reason == null ? rows.finish(metric, sketches.getOrDefault(metric, Map.of())) : reason;
    }

    /** The outcome of a metric of which only the number of its rows is known. */
    public Outcome outcome(PlannedMetric metric, Outcome ofRows) {
        Outcome.Unavailable reason = unavailable.get(metric);
        return reason == null ? (sketches.containsKey(metric) ? NOT_SHARED : ofRows) : reason;
    }
}
