package io.serviceping.job.run;

import io.serviceping.count.CountingStore;
import io.serviceping.count.SharedScanRunner;
import io.serviceping.count.database.StoppedException;
import io.serviceping.count.range.ResumeKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.batch.core.job.JobInterruptedException;
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

    ScanPartitioner(RunInputs run, CountingStore store) {
        this.run = run.context();
        this.progress = run.progress();
        this.store = store;
    }

    /** @param gridSize how many partitions run at the same time */
    @Override
    public Map<String, ExecutionContext> partition(int gridSize) {
        Set<String> recorded = store.recordedScans(run.counting().pingId());
        Map<String, ExecutionContext> partitions = new LinkedHashMap<>();
        int all = run.scans().size();
        for (Map.Entry<String, SharedScanRunner> shared : run.shared().entrySet()) {
            Optional<List<ResumeKey>> spans = begun(shared.getValue(), gridSize);
            if (spans.isEmpty()) {
                // For example, the table may not be read. Each metric then runs as written and reports its own error.
                all += shared.getValue().scan().asWritten().size();
                shared.getValue().scan().asWritten().values().forEach(one -> asWritten(one.id(), recorded, partitions));
                continue;
            }
            all += spans.get().size();
            for (int span = 0; span < spans.get().size(); span++) {
                if (!(spans.get().get(span) instanceof ResumeKey.Finished)) {
                    add(PartitionName.of(shared.getKey(), span), partitions);
                }
            }
        }
        run.scans().forEach(id -> asWritten(id, recorded, partitions));
        progress.counting(all - partitions.size(), all);
        return partitions;
    }

    /** A partitioner can tell that its step is stopped, not failed, only by the cause of its exception. */
    private static Optional<List<ResumeKey>> begun(SharedScanRunner scan, int threads) {
        try {
            return scan.begin(threads);
        } catch (StoppedException e) {
            throw new IllegalStateException(new JobInterruptedException(String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("told to stop while it rested", e);
        }
    }

    private static void asWritten(String id, Set<String> recorded, Map<String, ExecutionContext> partitions) {
        if (!recorded.contains(id)) {
            add(PartitionName.asWritten(id), partitions);
        }
    }

    private static void add(PartitionName partition, Map<String, ExecutionContext> partitions) {
        partitions.put(partition.name(), new ExecutionContext());
    }
}
