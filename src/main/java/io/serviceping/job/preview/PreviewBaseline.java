package io.serviceping.job.preview;

import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.incremental.IncrementalScans;
import io.serviceping.count.result.MetricResult;
import io.serviceping.count.span.GroupSeal;
import io.serviceping.count.span.SpanProgress;
import io.serviceping.job.installation.StageFactory;
import io.serviceping.plan.scan.IncrementalMode;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.settings.ServicePingSettings;
import io.serviceping.state.StateDatabase;
import io.serviceping.state.StateUnavailableException;
import io.serviceping.time.Sleeper;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What earlier pings kept of tables that only grow, for a preview: read, never changed, with the state database open for no
 * longer than that takes, since a run may want it.
 */
final class PreviewBaseline {
    private final ServicePingSettings settings;
    private final ApplicationDatabases databases;
    private final GroupSeal seal;
    private final Instant asOf;

    /**
     * @param asOf where the windows end
     */
    PreviewBaseline(ServicePingSettings settings, ApplicationDatabases databases, GroupSeal seal, Instant asOf) {
        this.settings = settings;
        this.databases = databases;
        this.seal = seal;
        this.asOf = asOf;
    }

    /** How scans would begin, by their ids; of those that keep something and can be asked. */
    Map<String, IncrementalScans.Beginning> beginnings(List<SharedScan> scans)
            throws StateUnavailableException, InterruptedException {
        List<SharedScan> keeping = scans.stream()
                .filter(scan -> scan.keeping() instanceof IncrementalMode.Settled)
                .toList();
        Map<String, IncrementalScans.Beginning> beginnings = new HashMap<>();
        return keeping.isEmpty()
                ? beginnings
                : ask((kept, transaction) -> {
                    for (SharedScan scan : keeping) {
                        kept.beginning(scan, asOf, 1, Sleeper.SLEEP)
                                .ifPresent(beginning -> beginnings.put(scan.id(), beginning));
                    }
                    return beginnings;
                });
    }

    /**
     * The values of a scan that was walked from there on; one scan at a time, since the memory for its sets is all there is.
     *
     * @return empty when a run has kept more since
     */
    synchronized Optional<List<MetricResult>> results(
            IncrementalScans.Beginning beginning, SharedScan scan, List<SpanProgress> walks, Set<PlannedMetric> without)
            throws StateUnavailableException, InterruptedException {
        return ask((kept, transaction) -> Objects.requireNonNull(
                transaction.execute(status -> kept.look(beginning.footing(), asOf, scan, walks, without))));
    }

    private interface Question<T> {
        T of(IncrementalScans kept, TransactionTemplate transaction) throws InterruptedException;
    }

    private <T> T ask(Question<T> question) throws StateUnavailableException, InterruptedException {
        try (StateDatabase state = StateDatabase.open(settings.state().address(), 2)) {
            return question.of(
                    StageFactory.kept(settings, databases, state.dataSource(), seal),
                    new TransactionTemplate(new JdbcTransactionManager(state.dataSource())));
        }
    }
}
