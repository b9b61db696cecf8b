package io.serviceping.count;

import io.serviceping.plan.FusedScan;
import io.serviceping.plan.FusedStatement;
import io.serviceping.plan.Parameter;
import io.serviceping.plan.RangeKey;
import io.serviceping.plan.SharedScan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Walks one span of a shared scan, range by range: all statements of a range before the next range, so that a page is
 * read once. For one thread, and for one walk.
 */
public final class SpanCounter {
    /** 2 MB an expression. The server, too, puts values together twice as fast where they fit into its caches. */
    private static final long MOST_PACKED_ROWS = 131_072;

    /** A commit takes some 40 ms, which is to be less than a twentieth of what it stores. */
    private static final int BATCHES_OF_CHUNK = 2;

    private final ApplicationDatabases databases;
    private final SharedScan scan;
    private final CountSettings settings;
    private final Tally tally;
    private final Set<FusedStatement> failed;
    private final RangeWalker walker;
    private final boolean inOneSnapshot;
    private final DutyCycle duty;
    /** The statements that fail, and are not given up yet. */
    private final Set<FusedStatement> failing = new LinkedHashSet<>();

    private Optional<Chunk> held = Optional.empty();
    private OptionalInt lostAt = OptionalInt.empty();
    private int number;

    /**
     * How a walk goes.
     *
     * @param targetBatchTime how long the statements of a range should take
     * @param setBytes how much memory the distinct sets of the span may take before the largest become sketches
     * @param pause how to rest between two statements, and to wait for one's turn
     */
    public record CountSettings(Duration targetBatchTime, long setBytes, Pause pause) {}

    /** Who stores what was found, and what could not be. */
    public interface Ledger {
        /** Stores a range, and that the walk is behind it, or neither. */
        void store(Chunk chunk);

        /**
         * A statement is given up for this scan; its metrics are the caller's to answer, before a range without it is
         * stored. Several spans may say so of the same statement.
         */
        void giveUp(FusedStatement statement) throws InterruptedException;
    }

    /**
     * A walk that begins, or goes on.
     *
     * @param left what there is to walk, as the first of a span's chunks found it or the last one left it
     * @param before the chunks of the span that are stored; of a scan that cannot be resumed, none
     * @param failed the statements that were given up before; shared by all spans of the scan
     */
    public SpanCounter(
            ApplicationDatabases databases,
            SharedScan scan,
            CountSettings settings,
            ResumeKey left,
            List<Chunk> before,
            Set<FusedStatement> failed) {
        this.databases = databases;
        this.scan = scan;
        this.settings = settings;
        this.failed = failed;
        this.inOneSnapshot = scan.range().key() instanceof RangeKey.Blocks;
        this.walker = RangeWalker.of(
                scan.table(), scan.range().key(), left, new Pace(settings.targetBatchTime(), mostRows(scan.fused())));
        this.duty = databases.dutyCycle(scan.database(), settings.pause());
        this.tally = new Tally(scan.fused(), new SetMemory(settings.setBytes()), before);
        this.number = before.size();
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
        /** A statement is to be given up before the walk goes on. */
        FAILED,
        LOST_CONNECTION
    }

    /**
     * Walks to the end of the span.
     *
     * @return false when it was stopped before
     * @throws DatabaseUnavailableException when the database cannot be asked at all
     */
    public boolean walk(BooleanSupplier stopping, Ledger ledger) throws InterruptedException {
        while (true) {
            Pass pass = pass(stopping, ledger);
            if (pass == Pass.STOPPED) {
                return false;
            }
            giveUpWhatFails(ledger);
            if (pass == Pass.ENDED) {
                held.ifPresent(ledger::store);
                return true;
            }
        }
    }

    private Pass pass(BooleanSupplier stopping, Ledger ledger) throws InterruptedException {
        try (Connection connection = databases.open(scan.database())) {
            return inOneSnapshot ? walkInSnapshot(connection, stopping, ledger) : walk(connection, stopping, ledger);
        } catch (StoppedException e) {
            storeTally(ledger);
            return Pass.STOPPED;
        } catch (SQLException e) {
            databases.forgetIdle(scan.database());
            databases.check(scan.database());
            storeTally(ledger);
            boolean twiceAtOnePlace = lostAt.isPresent() && lostAt.getAsInt() == number;
            lostAt = OptionalInt.of(number);
            if (!inOneSnapshot && !twiceAtOnePlace) {
                return Pass.LOST_CONNECTION;
            }
            failing.addAll(remaining());
            return Pass.ENDED;
        }
    }

    /** With no connection in hand: to answer the metrics otherwise takes one, and there may be no more than one. */
    private void giveUpWhatFails(Ledger ledger) throws InterruptedException {
        for (FusedStatement statement : failing) {
            ledger.giveUp(statement);
            failed.add(statement);
        }
        failing.clear();
    }

    /** The pool takes the connection back to auto-commit. */
    private Pass walkInSnapshot(Connection connection, BooleanSupplier stopping, Ledger ledger)
            throws SQLException, InterruptedException {
        // Here, so that what comes before the first statement does not lengthen the transaction.
        duty.awaitTurn(connection);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        try {
            return walk(connection, stopping, ledger);
        } finally {
            connection.rollback();
        }
    }

    private Pass walk(Connection connection, BooleanSupplier stopping, Ledger ledger)
            throws SQLException, InterruptedException {
        Optional<Range> range = duty.work(connection, () -> walker.next(connection));
        while (range.isPresent() && !remaining().isEmpty()) {
            if (stopping.getAsBoolean()) {
                storeTally(ledger);
                return Pass.STOPPED;
            }
            Duration before = duty.worked();
            Optional<SlotTable> found = read(connection, range.get());
            Duration took = duty.worked().minus(before);
            if (found.isPresent()) {
                walker.done(range.get(), took, found.get().rowsSeen());
                tally.add(found.get(), took);
                storeWhenDue(ledger);
            } else if (!failing.isEmpty() && !inOneSnapshot) {
                storeTally(ledger);
                return Pass.FAILED;
            }
            range = duty.work(connection, () -> walker.next(connection));
        }
        return Pass.ENDED;
    }

    /** A chunk is worth its commit when it holds as much as would be a pity to count again. */
    private void storeWhenDue(Ledger ledger) {
        boolean finished = walker.position() instanceof ResumeKey.Finished;
        if (finished || tally.took().compareTo(settings.targetBatchTime().multipliedBy(BATCHES_OF_CHUNK)) >= 0) {
            store(tally.chunk(number++, walker.position()), ledger);
        }
    }

    private void storeTally(Ledger ledger) {
        if (!tally.took().isZero()) {
            store(tally.chunk(number++, walker.position()), ledger);
        }
    }

    /** No walk is stored as finished that lacks a statement which is not given up yet. */
    private void store(Chunk chunk, Ledger ledger) {
        if (chunk.isLast() && !failing.isEmpty()) {
            held = Optional.of(chunk);
        } else {
            ledger.store(chunk);
        }
    }

    /** What the range holds; empty when it is to be read again, smaller or without a statement that was given up. */
    private Optional<SlotTable> read(Connection connection, Range range) throws SQLException, InterruptedException {
        // Once for all statements of the range: they are ours and call nothing that changes a setting, but a view may.
        SlotTable found = duty.work(connection, () -> {
            databases.prepare(scan.database(), connection);
            return new SlotTable(scan.fused(), ValueList::new);
        });
        for (FusedStatement statement : remaining()) {
            Optional<Savepoint> savepoint =
                    connection.getAutoCommit() ? Optional.empty() : Optional.of(connection.setSavepoint());
            try {
                duty.work(connection, () -> read(connection, statement, range, found));
            } catch (SQLException e) {
                if (Dialect.isConnectionLost(e)) {
                    throw e;
                }
                if (savepoint.isPresent()) {
                    connection.rollback(savepoint.get());
                }
                if (!(Dialect.isCancelled(e) && walker.halve(range))) {
                    failing.add(statement);
                }
                return Optional.empty();
            }
        }
        return Optional.of(found);
    }

    private SlotTable read(Connection connection, FusedStatement statement, Range range, SlotTable into)
            throws SQLException {
        Condition condition = range.condition(scan.fused().source().qualifier());
        List<Parameter> parameters = new ArrayList<>(statement.parameters());
        parameters.addAll(condition.parameters());
        try (PreparedStatement prepared = connection.prepareStatement(statement.sql(condition.sql()))) {
            int index = 1;
            for (Parameter parameter : parameters) {
                databases.bind(scan.database(), prepared, index++, parameter);
            }
            try (ResultSet rows = prepared.executeQuery()) {
                into.addRows(statement, rows);
            }
        }
        return into;
    }

    private List<FusedStatement> remaining() {
        return scan.fused().statements().stream()
                .filter(statement -> !failed.contains(statement) && !failing.contains(statement))
                .toList();
    }
}
