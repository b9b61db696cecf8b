package io.serviceping.count.span;

import io.serviceping.count.accumulator.AccumulatorTable;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.Backoff;
import io.serviceping.count.database.DatabaseUnavailableException;
import io.serviceping.count.database.Failure;
import io.serviceping.count.database.GivenUpException;
import io.serviceping.count.database.Session;
import io.serviceping.count.database.SessionDialect;
import io.serviceping.count.database.StatementPacing;
import io.serviceping.count.database.StoppedException;
import io.serviceping.count.distinct.DistinctMemory;
import io.serviceping.count.distinct.LongList;
import io.serviceping.count.range.Range;
import io.serviceping.count.range.RangeCondition;
import io.serviceping.count.range.RangeSizing;
import io.serviceping.count.range.RangeWalker;
import io.serviceping.count.range.ResumeKey;
import io.serviceping.count.result.AnswerReader;
import io.serviceping.count.result.Outcome;
import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.scan.FusedScan;
import io.serviceping.plan.scan.FusedStatement;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.RangeKey;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.time.Sleeper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Walks one span of a shared scan, range by range: all statements of a range before the next range, so that a page is
 * read once. For one thread, and for one walk.
 */
public final class SpanScanner {
    /** 2 MB an expression. The server, too, puts values together twice as fast where they fit into its caches. */
    private static final long MOST_PACKED_ROWS = 131_072;

    /** The most rows of an answer of groups: a range with more is read in halves. */
    private static final int MOST_ROWS_OF_GROUPS = AnswerReader.MOST_GROUPS_READ;

    /** A commit takes some 40 ms, which is to be less than a twentieth of what it stores. */
    private static final int BATCHES_OF_CHUNK = 2;

    private static final int MOST_UNEXPLAINED = 3;

    /** A walk in one snapshot begins again when it loses its connection, but not for as long as the run lasts. */
    private static final int MOST_SNAPSHOTS = 3;

    private final ApplicationDatabases databases;
    private final SharedScan scan;
    private final CountSettings settings;
    private final ResumeKey left;
    private final Set<PlannedMetric> givenUp;
    private final boolean inOneSnapshot;
    private final StatementPacing duty;
    private final Backoff backoff;
    private final SessionDialect dialect;
    private SpanTally tally;
    private StatementsLeft statements;
    private RangeWalker walker;
    private Optional<Chunk> held = Optional.empty();
    private OptionalInt lostAt = OptionalInt.empty();
    private int snapshots = 1;
    private int unexplained;
    private int number;
    /** Of the answers of groups in the range under way, the most rows of one. */
    private long rowsOfGroups;

    /** An answer of groups has more rows than are taken into memory. */
    private static final class TooManyRows extends SQLException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * How a walk goes.
     *
     * @param targetBatchTime how long the statements of a range should take
     * @param setBytes how much memory the distinct sets of the span may take before the largest become sketches
     * @param pause how to rest between two statements, and to wait for one's turn
     */
    public record CountSettings(Duration targetBatchTime, long setBytes, Sleeper pause) {}

    /** Who stores what was found, and what could not be. */
    public interface ChunkSink {
        /** Stores a range, and that the walk is behind it, or neither. */
        void store(Chunk chunk);

        /** Forgets the ranges of the span that are stored: it is walked from its start. */
        void beginAgain();

        /**
         * Metrics are given up for this scan: they are the caller's to answer, before a range without them is stored.
         * Several spans may say so of the same metric.
         *
         * @param metrics what became of each in the scan
         */
        void giveUp(Map<PlannedMetric, Outcome.Unavailable> metrics) throws InterruptedException;
    }

    /**
     * A walk that begins, or goes on.
     *
     * @param left what there is to walk, as the first of a span's chunks found it or the last one left it
     * @param before the chunks of the span that are stored; of a scan that cannot be resumed, none
     * @param givenUp the metrics that were given up before; shared by all spans of the scan
     */
    public SpanScanner(
            ApplicationDatabases databases,
            SharedScan scan,
            CountSettings settings,
            ResumeKey left,
            List<Chunk> before,
            Set<PlannedMetric> givenUp) {
        this.databases = databases;
        this.scan = scan;
        this.settings = settings;
        this.left = left;
        this.givenUp = givenUp;
        this.inOneSnapshot = scan.range().key() instanceof RangeKey.Blocks;
        this.dialect = databases.session(scan.database()).dialect();
        this.duty = databases.dutyCycle(scan.database(), settings.pause());
        this.backoff = databases.backoff(scan.database(), settings.pause());
        this.statements = new StatementsLeft(scan.fused(), givenUp);
        this.walker = walker();
        this.tally = new SpanTally(scan.fused(), new DistinctMemory(settings.setBytes()), before);
        this.statements.doWithout(tally.full());
        this.number = before.size();
    }

    private RangeWalker walker() {
        return RangeWalker.of(
                scan.table(),
                scan.range().key(),
                left,
                new RangeSizing(
                        settings.targetBatchTime(),
                        databases
                                .statementTimeout()
                                .multipliedBy(
                                        Math.max(1, scan.fused().statements().size())),
                        mostRows(scan.fused())));
    }

    private static long mostRows(FusedScan scan) {
        return scan.statements().stream()
                        .map(FusedStatement::layout)
                        .allMatch(layout -> layout.outputs().stream().noneMatch(layout::isPacked))
                ? Long.MAX_VALUE
                : MOST_PACKED_ROWS;
    }

    /** How a pass over the span with one connection came to its end. */
    private enum Pass {
        ENDED,
        STOPPED,
        /** Metrics are to be given up before the walk goes on. */
        FAILED,
        LOST_CONNECTION
    }

    /**
     * Walks to the end of the span.
     *
     * @return false when it was stopped before
     * @throws DatabaseUnavailableException when the database cannot be asked at all
     */
    public boolean walk(BooleanSupplier stopping, ChunkSink ledger) throws InterruptedException {
        while (true) {
            Pass pass = pass(stopping, ledger);
            if (pass == Pass.STOPPED) {
                return false;
            }
            // With no connection in hand: to answer the metrics otherwise takes one, and there may be no more than one.
            statements.giveUp(ledger);
            if (pass == Pass.ENDED) {
                held.ifPresent(ledger::store);
                return true;
            }
        }
    }

    private Pass pass(BooleanSupplier stopping, ChunkSink ledger) throws InterruptedException {
        Session session = databases.session(scan.database());
        try {
            return inOneSnapshot ? walkInSnapshot(session, stopping, ledger) : walk(session, stopping, ledger);
        } catch (StoppedException e) {
            storeTally(ledger);
            return Pass.STOPPED;
        } catch (SQLException e) {
            return goesOnAfter(e, ledger) ? Pass.LOST_CONNECTION : Pass.ENDED;
        }
    }

    /** Waits for the database, and says whether the walk is worth another pass; else its metrics are given up. */
    private boolean goesOnAfter(SQLException failure, ChunkSink ledger) throws InterruptedException {
        if (!inOneSnapshot) {
            storeTally(ledger);
        }
        if (Failure.of(failure) == Failure.REPLAYED && backoff.rest(failure)) {
            return true;
        }
        databases.awaitAnswer(scan.database(), backoff);
        boolean goesOn;
        if (inOneSnapshot) {
            goesOn = Failure.of(failure).isOfDatabase() && snapshots++ < MOST_SNAPSHOTS;
            beginAgain(ledger);
        } else {
            goesOn = lostAt.isEmpty() || lostAt.getAsInt() != number;
            lostAt = OptionalInt.of(number);
        }
        if (!goesOn) {
            statements.leaveAllOut(FailedStatement.outcome(failure));
        }
        return goesOn;
    }

    /** Rows can move to other blocks between two snapshots, so that nothing found in one can be added to the other. */
    private void beginAgain(ChunkSink ledger) throws InterruptedException {
        statements.giveUp(ledger);
        ledger.beginAgain();
        statements = new StatementsLeft(scan.fused(), givenUp);
        walker = walker();
        tally = new SpanTally(scan.fused(), new DistinctMemory(settings.setBytes()), List.of());
        held = Optional.empty();
        unexplained = 0;
        number = 0;
    }

    private Pass walkInSnapshot(Session session, BooleanSupplier stopping, ChunkSink ledger)
            throws SQLException, InterruptedException {
        // Here, so that what comes before the first statement does not lengthen the transaction.
        duty.awaitTurn(session);
        return databases.inSnapshot(scan.database(), snapshot -> walk(snapshot, stopping, ledger));
    }

    private Pass walk(Session session, BooleanSupplier stopping, ChunkSink ledger)
            throws SQLException, InterruptedException {
        Optional<Range> range = duty.work(session, () -> walker.next(session));
        while (range.isPresent() && !statements.isEmpty()) {
            if (stopping.getAsBoolean()) {
                storeTally(ledger);
                return Pass.STOPPED;
            }
            Duration before = duty.worked();
            Optional<AccumulatorTable> found = read(session, range.get());
            Duration took = duty.worked().minus(before);
            if (found.isPresent()) {
                walker.done(range.get(), atLeastAsRowsTell(took), found.get().rowsSeen());
                tally.add(found.get(), took);
                statements.doWithout(tally.full());
                storeWhenDue(ledger);
            } else if (statements.someFail() && !inOneSnapshot) {
                storeTally(ledger);
                return Pass.FAILED;
            }
            range = duty.work(session, () -> walker.next(session));
        }
        storeTally(ledger);
        return Pass.ENDED;
    }

    /** A range whose answer comes near to the most rows is as large as one that comes near to the target. */
    private Duration atLeastAsRowsTell(Duration took) {
        Duration byRows = settings.targetBatchTime().multipliedBy(rowsOfGroups).dividedBy(MOST_ROWS_OF_GROUPS);
        return byRows.compareTo(took) > 0 ? byRows : took;
    }

    /** A chunk is worth its commit when it holds as much as would be a pity to count again. */
    private void storeWhenDue(ChunkSink ledger) {
        boolean finished = walker.position() instanceof ResumeKey.Finished;
        if (finished || tally.took().compareTo(settings.targetBatchTime().multipliedBy(BATCHES_OF_CHUNK)) >= 0) {
            store(tally.chunk(number++, walker.position()), ledger);
        }
    }

    private void storeTally(ChunkSink ledger) {
        if (!tally.took().isZero()) {
            store(tally.chunk(number++, walker.position()), ledger);
        }
    }

    /** No walk is stored as finished that lacks a metric which is not given up yet. */
    private void store(Chunk chunk, ChunkSink ledger) {
        if (chunk.isLast() && statements.someFail()) {
            held = Optional.of(chunk);
        } else {
            ledger.store(chunk);
        }
    }

    /** What the range holds; empty when it is to be read again, smaller or without a metric that fails. */
    private Optional<AccumulatorTable> read(Session session, Range range) throws SQLException, InterruptedException {
        AccumulatorTable found = new AccumulatorTable(scan.fused(), LongList::new);
        tally.full().forEach(found::fill);
        rowsOfGroups = 0;
        for (StatementsLeft.Left statement : statements.now()) {
            Optional<SQLException> failure = tried(session, statement.now(), range, found);
            if (failure.isPresent()) {
                boolean isTooMuch = SessionDialect.isCancelled(failure.get()) || failure.get() instanceof TooManyRows;
                boolean isHalved = isTooMuch && !(failure.get() instanceof GivenUpException) && walker.halve(range);
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

    /** Reads one statement's answer; returns why it failed, unless that was the connection. */
    private Optional<SQLException> tried(Session session, FusedStatement statement, Range range, AccumulatorTable into)
            throws SQLException, InterruptedException {
        try {
            rowsOfGroups = Math.max(
                    rowsOfGroups,
                    duty.work(session, () -> session.read(connection -> read(connection, statement, range, into))));
            return Optional.empty();
        } catch (SQLException e) {
            // A smaller range would wait for the lock as long: the same one is tried once more, as after a lost
            // connection.
            if (Failure.of(e).isOfDatabase() || Failure.of(e) == Failure.LOCKED) {
                throw e;
            }
            return Optional.of(e);
        } catch (OutOfMemoryError e) {
            // What was read is held by nobody any more.
            return Optional.of(new SQLException("out of memory", "53200", e));
        }
    }

    /** A failure that nobody is to blame for is not met again and again. */
    private void blame(Session session, StatementsLeft.Left statement, Range range, SQLException failure)
            throws SQLException, InterruptedException {
        if (failure instanceof GivenUpException) {
            // Each trial to find the culprit would leave another statement that does not end.
            statements.leaveOut(statement.whole(), statement.metrics(), FailedStatement.outcome(failure));
            return;
        }
        Blame blame = new Blame(
                scan.fused(),
                statement.whole(),
                one -> tried(session, one, range, new AccumulatorTable(scan.fused(), LongList::new))
                        .isPresent());
        Set<PlannedMetric> culprits = statement.metrics().isEmpty() ? Set.of() : blame.among(statement.metrics());
        boolean all = culprits.isEmpty() && unexplained++ >= MOST_UNEXPLAINED;
        statements.leaveOut(statement.whole(), all ? statement.metrics() : culprits, FailedStatement.outcome(failure));
    }

    /** Adds what the statement answers; returns the rows of an answer of groups, else 0. */
    private long read(Connection connection, FusedStatement statement, Range range, AccumulatorTable into)
            throws SQLException {
        RangeCondition condition = range.condition(scan.fused().source().qualifier());
        List<Parameter> parameters = new ArrayList<>(statement.parameters());
        parameters.addAll(condition.parameters());
        boolean ofGroups = statement.layout().hasKey();
        try (PreparedStatement prepared = connection.prepareStatement(statement.sql(condition.sql()))) {
            int index = 1;
            for (Parameter parameter : parameters) {
                dialect.bind(prepared, index++, parameter);
            }
            if (ofGroups) {
                prepared.setMaxRows(MOST_ROWS_OF_GROUPS + 1);
            }
            try (ResultSet rows = prepared.executeQuery()) {
                long read = into.addRows(statement, rows);
                if (ofGroups && read > MOST_ROWS_OF_GROUPS) {
                    throw new TooManyRows();
                }
                return ofGroups ? read : 0;
            }
        }
    }
}
