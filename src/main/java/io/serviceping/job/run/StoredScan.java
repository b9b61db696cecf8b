package io.serviceping.job.run;

import io.serviceping.count.Counting;
import io.serviceping.count.CountingStore;
import io.serviceping.count.ScanSink;
import io.serviceping.count.incremental.IncrementalScans;
import io.serviceping.count.range.ResumeKey;
import io.serviceping.count.result.MetricResult;
import io.serviceping.count.span.Chunk;
import io.serviceping.count.span.SpanProgress;
import io.serviceping.count.span.SpanStore;
import io.serviceping.count.span.StoredSketches;
import io.serviceping.job.installation.RunMeter;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.state.TakenOverException;
import io.serviceping.time.Sleeper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.springframework.transaction.support.TransactionTemplate;

/** A shared scan's progress in the state database. A restart continues the same spans. */
final class StoredScan implements ScanSink {
    private final Stores stores;
    private final Counting counting;
    private final SharedScan scan;
    private final UUID pingId;
    /** A hash of all its SQL, made once. */
    private final String scanId;

    StoredScan(Stores stores, Counting counting, SharedScan scan) {
        this.stores = stores;
        this.counting = counting;
        this.scan = scan;
        this.pingId = counting.pingId();
        this.scanId = scan.id();
    }

    /** The stores of a run's counting. */
    record Stores(
            CountingStore counting,
            SpanStore spans,
            IncrementalScans incremental,
            TransactionTemplate transaction,
            RunMeter meter) {}

    @Override
    public Optional<List<ResumeKey>> left(int most, Sleeper pause) throws InterruptedException {
        boolean isBegun = Boolean.TRUE.equals(
                stores.transaction().execute(status -> stores.incremental().isBegun(pingId, scan)));
        if (!isBegun) {
            Optional<IncrementalScans.Beginning> beginning =
                    stores.incremental().beginning(scan, counting.asOf(), most, pause);
            if (beginning.isEmpty()) {
                return Optional.empty();
            }
            stores.transaction()
                    .executeWithoutResult(status -> stores.incremental().begin(pingId, scan, beginning.get()));
        }
        return Optional.of(stores.spans().left(pingId, scanId));
    }

    @Override
    public SpanProgress span(int number) {
        return stores.spans().walk(pingId, scanId, number);
    }

    @Override
    public SpanProgress beginAgain(int number) {
        return Objects.requireNonNull(
                stores.transaction().execute(status -> stores.spans().beginAgain(pingId, scanId, number)));
    }

    @Override
    public void append(SpanProgress span, Chunk chunk, IntConsumer stored) {
        stores.transaction().executeWithoutResult(status -> {
            if (!stores.spans().append(pingId, scanId, span, chunk)) {
                throw new TakenOverException("Another run has begun to count the same ranges; this one stopped,"
                        + " and what it stored before is kept.");
            }
            stored.accept(chunk.number() + 1);
        });
    }

    @Override
    public void rangeRead(long rowsSeen) {
        stores.meter().rangeRead(rowsSeen);
    }

    @Override
    public void giveUp(Map<PlannedMetric, MetricResult> results) {
        stores.transaction()
                .executeWithoutResult(status -> results.forEach((metric, result) -> stores.counting()
                        .record(pingId, Objects.requireNonNull(scan.asWritten().get(metric)), List.of(result))));
    }

    @Override
    public Set<PlannedMetric> givenUp() {
        return metrics(ofGivenUp());
    }

    /**
     * The results of all metrics. Stores the incremental state, in the caller's transaction.
     *
     * @param sketches asked after all spans were finished
     */
    List<MetricResult> conclude(StoredSketches sketches) {
        List<MetricResult> results = new ArrayList<>(ofGivenUp());
        results.addAll(stores.incremental().conclude(pingId, counting.asOf(), scan, metrics(results), sketches));
        return results;
    }

    private List<MetricResult> ofGivenUp() {
        return stores.counting().results(pingId, List.copyOf(scan.asWritten().values()));
    }

    private static Set<PlannedMetric> metrics(List<MetricResult> results) {
        return results.stream().map(MetricResult::metric).collect(Collectors.toSet());
    }
}
