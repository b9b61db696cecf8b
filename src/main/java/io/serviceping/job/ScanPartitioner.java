package io.serviceping.job;

import io.serviceping.count.CensusStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/** One partition for each scan whose results are not stored yet; asked again at every restart. */
final class ScanPartitioner implements Partitioner {
    private final RunState run;
    private final CensusStore store;
    private final Progress progress;

    ScanPartitioner(RunState run, CensusStore store, Progress progress) {
        this.run = run;
        this.store = store;
        this.progress = progress;
    }

    @Override
    public Map<String, ExecutionContext> partition(int gridSize) {
        Set<String> recorded = store.recordedScans(run.census().pingId());
        Map<String, ExecutionContext> partitions = new LinkedHashMap<>();
        for (String id : run.scans().keySet()) {
            if (!recorded.contains(id)) {
                ExecutionContext context = new ExecutionContext();
                context.putString(ScanTasklet.SCAN, id);
                partitions.put(id, context);
            }
        }
        progress.counting(run.scans().size() - partitions.size(), run.scans().size());
        return partitions;
    }
}
