package io.serviceping.count;

import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.DatabaseUnavailableException;
import io.serviceping.count.database.GivenUpException;
import io.serviceping.count.database.Session;
import io.serviceping.count.database.SessionDialect;
import io.serviceping.count.database.StatementPacing;
import io.serviceping.count.database.StoppedException;
import io.serviceping.count.result.AnswerReader;
import io.serviceping.count.result.MetricResult;
import io.serviceping.count.result.Outcome;
import io.serviceping.count.span.FailedStatement;
import io.serviceping.count.span.StoredSketches;
import io.serviceping.jdbc.Failure;
import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.WrittenScan;
import io.serviceping.time.Sleeper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Runs one scan as written. A failed statement is an outcome of its metrics, not an exception. */
public final class WrittenScanRunner {
    private final ApplicationDatabases databases;
    private final Sleeper pause;
    private final AnswerReader reader = new AnswerReader();

    public WrittenScanRunner(ApplicationDatabases databases, Sleeper pause) {
        this.databases = databases;
        this.pause = pause;
    }

    /**
     * Runs the scan. The results have the order of the scan's answers.
     *
     * @throws DatabaseUnavailableException when the database does not answer, which is no fault of the metrics
     * @throws StoppedException when the run is to stop before the statement begins
     * @throws InterruptedException when the thread is interrupted while it rests
     */
    public List<MetricResult> count(WrittenScan scan) throws InterruptedException {
        StatementPacing pacing = databases.pacing(scan.database(), pause);
        PlannedMetric metric = scan.answers().get(0);
        return List.of(new MetricResult(metric, askWithin(pacing, scan, metric), pacing.worked()));
    }

    /** One answer too large for the memory leaves enough for the other metrics. */
    private Outcome askWithin(StatementPacing pacing, WrittenScan scan, PlannedMetric metric)
            throws InterruptedException {
        try {
            return askAgain(pacing, scan, metric);
        } catch (OutOfMemoryError e) {
            return FailedStatement.outOfMemory();
        }
    }

    private Outcome askAgain(StatementPacing pacing, WrittenScan scan, PlannedMetric metric)
            throws InterruptedException {
        try {
            return databases.untilAnswered(scan.database(), pause, () -> ask(pacing, scan, metric));
        } catch (SQLException e) {
            return FailedStatement.outcome(e);
        }
    }

    private Outcome ask(StatementPacing pacing, WrittenScan scan, PlannedMetric metric)
            throws SQLException, InterruptedException {
        Session session = databases.session(scan.database());
        return pacing.work(session, () -> answer(session, scan, metric));
    }

    private Outcome answer(Session session, WrittenScan scan, PlannedMetric metric) throws SQLException {
        try {
            return session.read(connection -> read(session.dialect(), connection, scan, metric));
        } catch (SQLException e) {
            boolean stopped = e instanceof GivenUpException givenUp && givenUp.isForStop();
            if (stopped || SessionDialect.isConnectionLost(e) || Failure.of(e) == Failure.REPLAYED) {
                throw e;
            }
            return FailedStatement.outcome(e);
        }
    }

    private Outcome read(SessionDialect dialect, Connection connection, WrittenScan scan, PlannedMetric metric)
            throws SQLException {
        Outcome outcome = rows(dialect, connection, scan, metric);
        return scan.sketches().isEmpty()
                ? outcome
                : StoredSketches.read(dialect, connection, List.of(scan)).outcome(metric, outcome);
    }

    private Outcome rows(SessionDialect dialect, Connection connection, WrittenScan scan, PlannedMetric metric)
            throws SQLException {
        try (Statement statement = statement(connection, scan)) {
            statement.setMaxRows(AnswerReader.rowsToFetch(metric.valueType()));
            try (ResultSet rows = dialect.asRole(connection, () -> execute(statement, scan))) {
                return new Outcome.Counted(reader.read(rows, metric.valueType(), scan.addsUp()));
            }
        } catch (AnswerReader.UnexpectedAnswer e) {
            return e.outcome();
        }
    }

    /** Prepares only a statement with parameters: in others a question mark is the author's. */
    private static Statement statement(Connection connection, WrittenScan scan) throws SQLException {
        if (scan.parameters().isEmpty()) {
            return connection.createStatement();
        }
        PreparedStatement statement = connection.prepareStatement(scan.sql());
        int index = 1;
        for (Parameter parameter : scan.parameters()) {
            statement.setObject(index++, parameter.value());
        }
        return statement;
    }

    private static ResultSet execute(Statement statement, WrittenScan scan) throws SQLException {
        return statement instanceof PreparedStatement prepared
                ? prepared.executeQuery()
                : statement.executeQuery(scan.sql());
    }
}
