package io.serviceping.job.run;

import io.serviceping.count.CountingStore;
import io.serviceping.count.range.ResumeKey;
import io.serviceping.plan.scan.SharedScan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/**
 * Makes one partition for each scan without stored results, and for each unfinished span of a shared scan. Runs again
 * at every restart.
 */
final class ScanPartitioner implements Partitioner {
    private final RunContext run;
    private final ProgressListener progress;
    private final CountingStore store;
    private final StoredSpans cutter;

    ScanPartitioner(RunInputs run, CountingStore store, StoredSpans cutter) {
        this.run = run.context();
        this.progress = run.progress();
        this.store = store;
        this.cutter = cutter;
    }

    /** @param gridSize how many partitions run at the same time */
    @Override
    public Map<String, ExecutionContext> partition(int gridSize) {
        Set<String> recorded = store.recordedScans(run.counting().pingId());
        Map<String, ExecutionContext> partitions = new LinkedHashMap<>();
        int all = run.scans().size();
        for (SharedScan scan : run.shared().values()) {
            giveUpAgain(scan);
            Optional<List<ResumeKey>> spans = cutter.left(scan, gridSize);
            if (spans.isEmpty()) {
                // For example, the table may not be read. Each metric then runs as written and reports its own error.
                all += scan.asWritten().size();
                scan.asWritten().values().forEach(one -> asWritten(one.id(), recorded, partitions));
                continue;
            }
            all += spans.get().size();
            for (int span = 0; span < spans.get().size(); span++) {
                if (!(spans.get().get(span) instanceof ResumeKey.Finished)) {
                    add(PartitionName.of(scan.id(), span), partitions);
                }
            }
        }
        run.scans().keySet().forEach(id -> asWritten(id, recorded, partitions));
        progress.counting(all - partitions.size(), all);
        return partitions;
    }

    private static void asWritten(String id, Set<String> recorded, Map<String, ExecutionContext> partitions) {
        if (!recorded.contains(id)) {
            add(PartitionName.asWritten(id), partitions);
        }
    }

    private static void add(PartitionName partition, Map<String, ExecutionContext> partitions) {
        partitions.put(partition.name(), new ExecutionContext());
    }

    /**
     * A metric with its own outcome was given up before this restart, or was counted before it could share the scan.
     */
    private void giveUpAgain(SharedScan scan) {
        store.results(run.counting().pingId(), List.copyOf(scan.asWritten().values()))
                .forEach(result -> run.givenUp(scan.id()).add(result.metric()));
    }
}
