package io.serviceping.count.span;

import io.serviceping.count.accumulator.AccumulatorTable;
import io.serviceping.count.catalog.CatalogReader;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.Backoff;
import io.serviceping.count.database.DatabaseUnavailableException;
import io.serviceping.count.database.GivenUpException;
import io.serviceping.count.database.Session;
import io.serviceping.count.database.StatementPacing;
import io.serviceping.count.database.StoppedException;
import io.serviceping.count.distinct.DistinctMemory;
import io.serviceping.count.distinct.LongList;
import io.serviceping.count.range.Range;
import io.serviceping.count.range.RangeWalker;
import io.serviceping.count.range.ResumeKey;
import io.serviceping.count.result.Outcome;
import io.serviceping.jdbc.Failure;
import io.serviceping.plan.fusion.Narrowing;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.RangeKey;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.time.Sleeper;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Walks one span of a shared scan. All statements of a range run before the next range, so that each page is read once.
 * For one walk and one thread.
 */
public final class SpanScanner {
    /** A commit takes some 40 ms: less than a twentieth of the time of what it stores. */
    private static final int BATCHES_OF_CHUNK = 2;

    private static final int MOST_UNEXPLAINED = 3;

    /** A walk in one snapshot restarts when its connection is lost, but only this often. */
    private static final int MOST_SNAPSHOTS = 3;

    private final ApplicationDatabases databases;
    private final SharedScan scan;
    private final CountSettings settings;
    private final ResumeKey left;
    private final Set<PlannedMetric> givenUp;
    private final boolean inOneSnapshot;
    private final StatementPacing pacing;
    private final Backoff backoff;
    private final StatementRunner runner;
    private SpanTally tally;
    private StatementsLeft statements;
    private RangeWalker walker;
    private Optional<Chunk> held = Optional.empty();
    private OptionalInt lostAt = OptionalInt.empty();
    private int snapshots = 1;
    private int unexplained;
    private int number;
    /**
     * Settings of a walk.
     *
     * @param targetBatchTime intended time of a range's statements
     * @param setBytes memory limit for the span's distinct sets; above it the largest become sketches
     * @param pause how to pause between statements and wait for a turn
     */
    public record CountSettings(Duration targetBatchTime, long setBytes, Sleeper pause) {}

    /** Receives chunks, and metrics that the scan cannot count. */
    public interface ChunkSink {
        /** Stores a chunk and the new position atomically. */
        void store(Chunk chunk);

        /** Called after each range. */
        default void rangeRead(long rowsSeen) {}

        /** Deletes the span's stored chunks; the walk restarts. */
        void beginAgain();

        /**
         * Gives metrics up for this scan. The caller answers them otherwise before a range without them is stored.
         * Several spans may give up the same metric.
         *
         * @param metrics each with its failure
         */
        void giveUp(Map<PlannedMetric, Outcome.Unavailable> metrics) throws InterruptedException;
    }

    /**
     * Begins or resumes a walk.
     *
     * @param narrowing writes its statements without metrics that fail
     * @param before the span's progress; without chunks for a scan that cannot be resumed
     * @param givenUp metrics given up before; shared by all spans of the scan
     */
    public SpanScanner(
            ApplicationDatabases databases,
            SharedScan scan,
            Narrowing narrowing,
            CountSettings settings,
            SpanProgress before,
            Set<PlannedMetric> givenUp) {
        this.databases = databases;
        this.scan = scan;
        this.settings = settings;
        this.left = before.left();
        this.givenUp = givenUp;
        this.inOneSnapshot = scan.range().key() instanceof RangeKey.Blocks;
        this.pacing = databases.pacing(scan.database(), settings.pause());
        this.runner = new StatementRunner(
                scan.fused(), narrowing, databases.session(scan.database()).dialect(), pacing);
        this.backoff = databases.backoff(scan.database(), settings.pause());
        this.statements = runner.statements(givenUp);
        this.walker = walker();
        this.tally = new SpanTally(scan.fused(), new DistinctMemory(settings.setBytes()), before.chunks());
        this.statements.doWithout(tally.full());
        this.number = before.chunks().size();
    }

    private RangeWalker walker() {
        return RangeWalker.of(
                scan.table(),
                scan.range().key(),
                left,
                runner.sizing(settings.targetBatchTime(), databases.statementTimeout()));
    }

    /** How a pass with one connection ended. */
    private enum Pass {
        ENDED,
        STOPPED,
        /** Metrics must be given up before the walk continues. */
        FAILED,
        LOST_CONNECTION
    }

    /**
     * Scans the span range by range, to its end or until it is stopped.
     *
     * @return false when stopped before the span's end
     * @throws DatabaseUnavailableException when the database cannot be reached
     */
    public boolean walk(BooleanSupplier stopping, ChunkSink sink) throws InterruptedException {
        while (true) {
            Pass pass = pass(stopping, sink);
            if (pass == Pass.STOPPED) {
                return false;
            }
            // No connection is held here: answering the metrics otherwise needs one, which may be the only one.
            statements.giveUp(sink);
            if (pass == Pass.ENDED) {
                held.ifPresent(sink::store);
                return true;
            }
        }
    }

    private Pass pass(BooleanSupplier stopping, ChunkSink sink) throws InterruptedException {
        Session session = databases.session(scan.database());
        try {
            return inOneSnapshot ? scanInSnapshot(session, stopping, sink) : walk(session, stopping, sink);
        } catch (StoppedException e) {
            storeTally(sink);
            return Pass.STOPPED;
        } catch (SQLException e) {
            return goesOnAfter(e, sink) ? Pass.LOST_CONNECTION : Pass.ENDED;
        }
    }

    /** Waits for the database. False: no further pass, and all remaining metrics are left out. */
    private boolean goesOnAfter(SQLException failure, ChunkSink sink) throws InterruptedException {
        if (!inOneSnapshot) {
            storeTally(sink);
        }
        if (Failure.of(failure) == Failure.REPLAYED && backoff.rest(failure)) {
            return true;
        }
        databases.awaitAnswer(scan.database(), backoff);
        boolean goesOn;
        if (inOneSnapshot) {
            goesOn = Failure.of(failure).isOfDatabase() && snapshots++ < MOST_SNAPSHOTS;
            beginAgain(sink);
        } else {
            goesOn = lostAt.isEmpty() || lostAt.getAsInt() != number;
            lostAt = OptionalInt.of(number);
        }
        if (!goesOn) {
            statements.leaveAllOut(FailedStatement.outcome(failure));
        }
        return goesOn;
    }

    /**
     * Restarts the walk: rows can move to other blocks between two snapshots, whose results therefore cannot be added.
     */
    private void beginAgain(ChunkSink sink) throws InterruptedException {
        statements.giveUp(sink);
        sink.beginAgain();
        statements = runner.statements(givenUp);
        walker = walker();
        tally = new SpanTally(scan.fused(), new DistinctMemory(settings.setBytes()), List.of());
        held = Optional.empty();
        unexplained = 0;
        number = 0;
    }

    private Pass scanInSnapshot(Session session, BooleanSupplier stopping, ChunkSink sink)
            throws SQLException, InterruptedException {
        // Before the snapshot, so that waiting does not lengthen the transaction.
        pacing.awaitTurn(session);
        return databases.inSnapshot(scan.database(), snapshot -> walk(snapshot, stopping, sink));
    }

    private Pass walk(Session session, BooleanSupplier stopping, ChunkSink sink)
            throws SQLException, InterruptedException {
        Optional<Range> range = pacing.work(session, () -> walker.next(session));
        while (range.isPresent() && !statements.isEmpty()) {
            if (stopping.getAsBoolean()) {
                storeTally(sink);
                return Pass.STOPPED;
            }
            Duration before = pacing.worked();
            Optional<AccumulatorTable> found = read(session, range.get());
            Duration took = pacing.worked().minus(before);
            if (found.isPresent()) {
                Duration weight = runner.atLeastAsRowsTell(took, settings.targetBatchTime());
                long rowsSeen = found.get().rowsSeen();
                walker.done(range.get(), weight, rowsSeen);
                sink.rangeRead(rowsSeen);
                tally.add(found.get(), took);
                statements.doWithout(tally.full());
                storeWhenDue(sink);
            } else if (statements.someFail() && !inOneSnapshot) {
                storeTally(sink);
                return Pass.FAILED;
            }
            range = pacing.work(session, () -> walker.next(session));
        }
        storeTally(sink);
        return pacing.work(session, () -> {
            CatalogReader.requirePlannedTables(session, scan);
            return Pass.ENDED;
        });
    }

    /** Stores a chunk at the span's end, or when it is worth a commit. */
    private void storeWhenDue(ChunkSink sink) {
        boolean finished = walker.position() instanceof ResumeKey.Finished;
        if (finished || tally.took().compareTo(settings.targetBatchTime().multipliedBy(BATCHES_OF_CHUNK)) >= 0) {
            store(tally.chunk(number++, walker.position()), sink);
        }
    }

    private void storeTally(ChunkSink sink) {
        if (!tally.took().isZero()) {
            store(tally.chunk(number++, walker.position()), sink);
        }
    }

    /** Holds the last chunk back while failing metrics are not given up: a finished span must not lack them. */
    private void store(Chunk chunk, ChunkSink sink) {
        if (chunk.isLast() && statements.someFail()) {
            held = Optional.of(chunk);
        } else {
            sink.store(chunk);
        }
    }

    /** Reads a range. Empty: it must be read again, smaller or without a failing metric. */
    private Optional<AccumulatorTable> read(Session session, Range range) throws SQLException, InterruptedException {
        AccumulatorTable found = new AccumulatorTable(scan.fused(), LongList::new);
        tally.full().forEach(found::fill);
        runner.beginRange();
        for (StatementsLeft.Left statement : statements.now()) {
            Optional<SQLException> failure = runner.failure(session, statement.now(), range, found);
            if (failure.isPresent()) {
                boolean isHalved = StatementRunner.isTooMuch(failure.get()) && walker.halve(range);
                boolean isWaitedFor =
                        !inOneSnapshot && Failure.of(failure.get()) == Failure.REPLAYED && backoff.rest(failure.get());
                if (!isHalved && !isWaitedFor) {
                    blame(session, statement, range, failure.get());
                }
                return Optional.empty();
            }
        }
        backoff.over();
        return Optional.of(found);
    }

    /** Leaves out the metrics that make a statement fail, or all its metrics after several unexplained failures. */
    private void blame(Session session, StatementsLeft.Left statement, Range range, SQLException failure)
            throws SQLException, InterruptedException {
        // After a statement that was given up, each trial could leave another one running.
        Set<PlannedMetric> culprits =
                failure instanceof GivenUpException ? statement.metrics() : runner.culprits(session, statement, range);
        boolean all = culprits.isEmpty() && unexplained++ >= MOST_UNEXPLAINED;
        statements.leaveOut(statement.whole(), all ? statement.metrics() : culprits, FailedStatement.outcome(failure));
    }
}
