package io.serviceping.job.preview;

import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.incremental.IncrementalScans;
import io.serviceping.count.result.MetricResult;
import io.serviceping.count.span.GroupSeal;
import io.serviceping.count.span.SpanProgress;
import io.serviceping.job.installation.StageFactory;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.settings.ServicePingSettings;
import io.serviceping.state.StateDatabase;
import io.serviceping.state.StateUnavailableException;
import io.serviceping.time.Sleeper;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads the incremental state for a preview. Opens the state database only while reading, since a run may need it. */
final class PreviewBaseline {
    private final ServicePingSettings settings;
    private final ApplicationDatabases databases;
    private final GroupSeal seal;
    private final Instant asOf;

    /** @param asOf the end of the windows */
    PreviewBaseline(ServicePingSettings settings, ApplicationDatabases databases, GroupSeal seal, Instant asOf) {
        this.settings = settings;
        this.databases = databases;
        this.seal = seal;
        this.asOf = asOf;
    }

    /** How an incremental scan begins. Empty: the database answers, but the look-ups fail. */
    synchronized Optional<IncrementalScans.Beginning> beginning(SharedScan scan)
            throws StateUnavailableException, InterruptedException {
        return ask((incremental, transaction) -> incremental.beginning(scan, asOf, 1, Sleeper.SLEEP));
    }

    /**
     * The values of a scan that began there. One scan at a time, since each may use all the memory for distinct sets.
     *
     * @return empty when a run has stored newer incremental state since
     */
    synchronized Optional<List<MetricResult>> results(
            IncrementalScans.Beginning beginning, SharedScan scan, List<SpanProgress> spans, Set<PlannedMetric> without)
            throws StateUnavailableException, InterruptedException {
        return ask((incremental, transaction) -> Objects.requireNonNull(transaction.execute(
                status -> incremental.look(beginning.baseline().orElseThrow(), asOf, scan, spans, without))));
    }

    private interface StateTask<T> {
        T of(IncrementalScans incremental, TransactionTemplate transaction) throws InterruptedException;
    }

    private <T> T ask(StateTask<T> task) throws StateUnavailableException, InterruptedException {
        try (StateDatabase state = StateDatabase.open(settings.state().address(), 2)) {
            return task.of(
                    StageFactory.incremental(settings, databases, state.dataSource(), seal),
                    new TransactionTemplate(new JdbcTransactionManager(state.dataSource())));
        }
    }
}
