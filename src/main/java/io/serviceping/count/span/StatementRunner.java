package io.serviceping.count.span;

import io.serviceping.count.accumulator.AccumulatorTable;
import io.serviceping.count.database.GivenUpException;
import io.serviceping.count.database.Session;
import io.serviceping.count.database.SessionDialect;
import io.serviceping.count.database.StatementPacing;
import io.serviceping.count.distinct.LongList;
import io.serviceping.count.range.Range;
import io.serviceping.count.range.RangeCondition;
import io.serviceping.count.range.RangeSizing;
import io.serviceping.count.result.AnswerReader;
import io.serviceping.jdbc.Failure;
import io.serviceping.plan.fusion.Narrowing;
import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.scan.FusedScan;
import io.serviceping.plan.scan.FusedStatement;
import io.serviceping.plan.scan.PlannedMetric;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Runs the statements of a shared scan on a range. For one walk and one thread. */
final class StatementRunner {
    /** 2 MB per expression; the server packs values twice as fast when they fit its caches. */
    private static final long MOST_PACKED_ROWS = 131_072;

    /** Maximum rows of a grouped result; a range with more is split. */
    private static final int MOST_ROWS_OF_GROUPS = AnswerReader.MOST_GROUPS_READ;

    private final FusedScan scan;
    private final Narrowing narrowing;
    private final SessionDialect dialect;
    private final StatementPacing pacing;
    /** Most rows of a grouped result in the current range. */
    private long rowsOfGroups;

    /** A grouped result has more rows than are read into memory. */
    private static final class TooManyRows extends SQLException {
        private static final long serialVersionUID = 1L;
    }

    /** @param narrowing writes the scan's statements without metrics that fail */
    StatementRunner(FusedScan scan, Narrowing narrowing, SessionDialect dialect, StatementPacing pacing) {
        this.scan = scan;
        this.narrowing = narrowing;
        this.dialect = dialect;
        this.pacing = pacing;
    }

    /** How large the ranges of a walk may be. */
    RangeSizing sizing(Duration target, Duration statementTimeout) {
        int statements = Math.max(1, scan.statements().size());
        boolean packs = scan.statements().stream()
                .map(FusedStatement::layout)
                .anyMatch(layout -> layout.outputs().stream().anyMatch(layout::isPacked));
        return new RangeSizing(
                target, statementTimeout.multipliedBy(statements), packs ? MOST_PACKED_ROWS : Long.MAX_VALUE);
    }

    /** All statements, without the metrics that any span gives up. */
    StatementsLeft statements(Set<PlannedMetric> givenUp) {
        return new StatementsLeft(scan, narrowing, givenUp);
    }

    void beginRange() {
        rowsOfGroups = 0;
    }

    /** Whether a smaller range may help against this failure. */
    static boolean isTooMuch(SQLException failure) {
        return failure instanceof TooManyRows
                || (SessionDialect.isCancelled(failure) && !(failure instanceof GivenUpException));
    }

    /** Treats a grouped result near the row limit like a time near the target. */
    Duration atLeastAsRowsTell(Duration took, Duration target) {
        Duration byRows = target.multipliedBy(rowsOfGroups).dividedBy(MOST_ROWS_OF_GROUPS);
        return byRows.compareTo(took) > 0 ? byRows : took;
    }

    /** Reads one statement's result. Returns its failure, or throws it if the connection or a lock failed. */
    Optional<SQLException> failure(Session session, FusedStatement statement, Range range, AccumulatorTable into)
            throws SQLException, InterruptedException {
        try {
            rowsOfGroups = Math.max(
                    rowsOfGroups,
                    pacing.work(session, () -> session.read(connection -> read(connection, statement, range, into))));
            return Optional.empty();
        } catch (SQLException e) {
            // A smaller range would wait for the lock as long; the same one is retried once, as after a lost
            // connection.
            if (Failure.of(e).isOfDatabase() || Failure.of(e) == Failure.LOCKED) {
                throw e;
            }
            return Optional.of(e);
        } catch (OutOfMemoryError e) {
            // Nothing refers to what was read.
            return Optional.of(new SQLException("out of memory", "53200", e));
        }
    }

    /** The metrics that make a statement fail on this range; all, or none, as {@link Blame} finds. */
    Set<PlannedMetric> culprits(Session session, StatementsLeft.Left statement, Range range)
            throws SQLException, InterruptedException {
        if (statement.metrics().isEmpty()) {
            return Set.of();
        }
        Blame blame = new Blame(
                narrowing,
                statement.whole(),
                one -> failure(session, one, range, new AccumulatorTable(scan, LongList::new))
                        .isPresent());
        return blame.among(statement.metrics());
    }

    /** Adds a statement's result; returns the number of rows of a grouped result, else 0. */
    private long read(Connection connection, FusedStatement statement, Range range, AccumulatorTable into)
            throws SQLException {
        RangeCondition condition = range.condition(scan.source().qualifier());
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
            try (ResultSet rows = dialect.asRole(connection, prepared::executeQuery)) {
                long read = into.addRows(statement, rows);
                if (ofGroups && read > MOST_ROWS_OF_GROUPS) {
                    throw new TooManyRows();
                }
                return ofGroups ? read : 0;
            }
        }
    }
}
