package io.serviceping.count;

import io.serviceping.plan.PlannedMetric;
import io.serviceping.plan.SharedScan;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the metrics' values of a shared scan from what all its spans found. */
public final class SharedResults {
    private SharedResults() {}

    /**
     * The results of all metrics but those of a statement that was given up.
     *
     * @param walks all spans, each finished
     * @param without the metrics that were answered otherwise
     */
    public static List<MetricResult> of(SharedScan scan, List<Walk> walks, Set<PlannedMetric> without) {
        return of(scan, walks, List.of(), without);
    }

    /** As the other, with what earlier pings found of rows that this one did not read. */
    static List<MetricResult> of(
            SharedScan scan, List<Walk> walks, List<Kept.Series> kept, Set<PlannedMetric> without) {
        SlotTable table = table(scan, walks, kept);
        Duration took = walks.stream().map(Walk::took).reduce(Duration.ZERO, Duration::plus);
        return scan.answers().stream()
                .filter(metric -> !without.contains(metric))
                .map(metric -> new MetricResult(metric, outcome(table, metric), took))
                .toList();
    }

    static SlotTable table(SharedScan scan, List<Walk> walks, List<Kept.Series> kept) {
        SlotTable table = new SlotTable(scan.fused(), DistinctSet::new);
        kept.forEach(series -> add(series.chunks(), series.weeks(), table));
        walks.forEach(walk -> add(walk.chunks(), 0, table));
        return table;
    }

    private static void add(List<Chunk> chunks, long weeks, SlotTable table) {
        Map<Place, DistinctSet> sets = new HashMap<>();
        for (Chunk chunk : chunks) {
            table.addNumbers(chunk.numbers(), weeks);
            chunk.sets()
                    .forEach(delta -> sets.computeIfAbsent(delta.place(), place -> new DistinctSet())
                            .replay(delta.bytes()));
        }
        sets.forEach((place, set) -> table.addSet(place, weeks, set));
    }

    static Outcome outcome(SlotTable table, PlannedMetric metric) {
        Outcome outcome = table.finish(metric);
        double error = table.standardError(metric);
        return outcome instanceof Outcome.Counted counted && error > 0
                ? new Outcome.Estimated(counted.value(), error)
                : outcome;
    }
}
