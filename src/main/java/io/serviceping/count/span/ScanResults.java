package io.serviceping.count.span;

import io.serviceping.count.distinct.DistinctMemory;
import io.serviceping.count.result.MetricResult;
import io.serviceping.count.result.Outcome;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.SharedScan;
import java.util.List;
import java.util.Set;

/** Computes a shared scan's values from all its spans. */
public final class ScanResults {
    private ScanResults() {}

    /**
     * The results of all metrics of a finished scan.
     *
     * @param spans all spans, each finished
     * @param setBytes memory limit for all distinct sets; above it the largest become sketches
     * @param without metrics answered otherwise
     * @param sketches asked after the spans were finished
     */
    public static List<MetricResult> of(
            SharedScan scan,
            List<SpanProgress> spans,
            long setBytes,
            Set<PlannedMetric> without,
            StoredSketches sketches) {
        return of(scan, SpanResults.of(spans), new DistinctMemory(setBytes), without, sketches);
    }

    public static List<MetricResult> of(
            SharedScan scan,
            SpanResults found,
            DistinctMemory memory,
            Set<PlannedMetric> without,
            StoredSketches sketches) {
        ChunkReplay all = new ChunkReplay(scan.fused(), memory);
        found.addTo(all, ChunkPosition.START, ChunkPosition.END);
        return results(scan, all, found, without, sketches);
    }

    public static List<MetricResult> results(
            SharedScan scan, ChunkReplay all, SpanResults found, Set<PlannedMetric> without, StoredSketches sketches) {
        List<MetricResult> results = scan.answers().stream()
                .filter(metric -> !without.contains(metric))
                .map(metric -> new MetricResult(metric, sketches.outcome(metric, all.table()), found.took()))
                .toList();
        boolean isWalked = found.spans().stream().allMatch(SpanProgress::isFinished);
        // A scan ends before its table does only if all its metrics have too many groups.
        if (!isWalked && !results.stream().allMatch(result -> result.outcome() instanceof Outcome.Unavailable)) {
            throw new IllegalStateException("the scan of " + scan.table().name() + " was not walked to its end");
        }
        return results;
    }
}
