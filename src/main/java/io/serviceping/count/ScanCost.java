package io.serviceping.count;

import io.serviceping.plan.scan.PlannedMetric;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a shared scan is estimated to cost.
 *
 * @param statements of each, over the whole table, in their order
 * @param fewer what the scan would cost without each metric; empty for a scan of too many metrics to work that out
 * @param alone of each metric's own SQL
 */
public record ScanCost(
        List<Estimate> statements, Map<PlannedMetric, List<Estimate>> fewer, Map<PlannedMetric, Estimate> alone) {
    public ScanCost {
        statements = List.copyOf(statements);
        fewer = Map.copyOf(fewer);
        alone = Map.copyOf(alone);
    }

    /** Of one pass; empty where a statement has no estimate. */
    public OptionalDouble pass() {
        return sum(statements);
    }

    /** What the pass costs more than without the metric, less than 0 perhaps; empty where that is not known. */
    public OptionalDouble added(PlannedMetric metric) {
        OptionalDouble without = fewer.containsKey(metric) ? sum(fewer.get(metric)) : OptionalDouble.empty();
        return pass().isPresent() && without.isPresent()
                ? OptionalDouble.of(pass().getAsDouble() - without.getAsDouble())
                : OptionalDouble.empty();
    }

    /** Of all metrics, each by itself; empty where one has no estimate. */
    public OptionalDouble apart() {
        return sum(List.copyOf(alone.values()));
    }

    private static OptionalDouble sum(List<Estimate> estimates) {
        double sum = 0;
        for (Estimate estimate : estimates) {
            if (!(estimate instanceof Estimate.Known known)) {
                return OptionalDouble.empty();
            }
            sum += known.cost();
        }
        return OptionalDouble.of(sum);
    }
}
