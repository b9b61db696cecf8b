package io.serviceping.job;

import io.serviceping.count.ApplicationDatabases;
import io.serviceping.count.CensusStore;
import io.serviceping.count.MetricResult;
import io.serviceping.count.ResumeKey;
import io.serviceping.count.Walk;
import io.serviceping.count.WalkStore;
import io.serviceping.plan.PlannedMetric;
import io.serviceping.plan.SharedScan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One partition for each scan whose results are not stored yet, and for each span of a shared scan that is not walked
 * to its end; asked again at every restart.
 */
final class ScanPartitioner implements Partitioner {
    /** A table of fewer rows is walked by one thread. */
    private static final long ROWS_WORTH_SPLITTING = 200_000;

    private final RunState run;
    private final ApplicationDatabases databases;
    private final CensusStore store;
    private final WalkStore walks;
    private final Progress progress;
    private final TransactionTemplate transaction;

    ScanPartitioner(
            RunState run,
            ApplicationDatabases databases,
            CensusStore store,
            WalkStore walks,
            Progress progress,
            TransactionTemplate transaction) {
        this.run = run;
        this.databases = databases;
        this.store = store;
        this.walks = walks;
        this.progress = progress;
        this.transaction = transaction;
    }

    /**
     * @param gridSize how many scans run side by side
     */
    @Override
    public Map<String, ExecutionContext> partition(int gridSize) {
        Set<String> recorded = store.recordedScans(run.census().pingId());
        Map<String, ExecutionContext> partitions = new LinkedHashMap<>();
        int all = run.scans().size();
        for (SharedScan scan : run.shared().values()) {
            giveUpAgain(scan);
            Optional<List<Walk>> spans = spans(scan, gridSize);
            if (spans.isEmpty()) {
                // The table may not be read, say: each metric then tells for itself.
                all += scan.asWritten().size();
                scan.asWritten().values().forEach(one -> asWritten(one.id(), recorded, partitions));
                continue;
            }
            all += spans.get().size();
            spans.get().stream()
                    .filter(walk -> !walk.isFinished())
                    .forEach(walk -> partitions.put(scan.id() + "-" + walk.span(), context(scan, walk)));
        }
        run.scans().keySet().forEach(id -> asWritten(id, recorded, partitions));
        progress.counting(all - partitions.size(), all);
        return partitions;
    }

    private static void asWritten(String id, Set<String> recorded, Map<String, ExecutionContext> partitions) {
        if (!recorded.contains(id)) {
            ExecutionContext context = new ExecutionContext();
            context.putString(ScanTasklet.SCAN, id);
            partitions.put(id, context);
        }
    }

    private static ExecutionContext context(SharedScan scan, Walk walk) {
        ExecutionContext context = new ExecutionContext();
        context.putString(SpanWork.SHARED, scan.id());
        context.putInt(SpanWork.SPAN, walk.span());
        return context;
    }

    /** The spans are cut once; a restart goes on with the same ones. */
    private Optional<List<Walk>> spans(SharedScan scan, int gridSize) {
        UUID pingId = run.census().pingId();
        List<Walk> begun = walks.walks(pingId, scan.id());
        if (!begun.isEmpty()) {
            return Optional.of(begun);
        }
        int most = scan.table().estimatedRows() < ROWS_WORTH_SPLITTING ? 1 : gridSize;
        Optional<List<ResumeKey>> starts = cut(scan, most);
        starts.ifPresent(spans -> transaction.executeWithoutResult(status -> walks.begin(pingId, scan.id(), spans)));
        return starts.map(spans -> walks.walks(pingId, scan.id()));
    }

    private Optional<List<ResumeKey>> cut(SharedScan scan, int most) {
        try {
            return databases.spans(scan, most, run::rest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("told to stop while it rested", e);
        }
    }

    /**
     * A statement was given up before this restart when all its metrics have an outcome of their own. One of them alone
     * may have been counted by itself, before there were others to share a scan with.
     */
    private void giveUpAgain(SharedScan scan) {
        Set<PlannedMetric> answered =
                store
                        .results(
                                run.census().pingId(),
                                List.copyOf(scan.asWritten().values()))
                        .stream()
                        .map(MetricResult::metric)
                        .collect(Collectors.toSet());
        scan.fused().statements().stream()
                .filter(statement -> answered.containsAll(scan.answeredBy(statement)))
                .forEach(run.givenUp(scan.id())::add);
    }
}
