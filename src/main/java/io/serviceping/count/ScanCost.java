package io.serviceping.count;

import io.serviceping.plan.scan.PlannedMetric;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The estimated cost of a shared scan.
 *
 * @param statements one estimate per statement over the whole table, in order
 * @param fewer the estimates of the scan without each metric. Empty: more than {@link CostEstimates#MOST_METRICS}
 *     metrics
 * @param alone the estimate of each metric's own SQL
 */
public record ScanCost(
        List<Estimate> statements, Map<PlannedMetric, List<Estimate>> fewer, Map<PlannedMetric, Estimate> alone) {
    public ScanCost {
        statements = List.copyOf(statements);
        fewer = Map.copyOf(fewer);
        alone = Map.copyOf(alone);
    }

    /** The cost of one pass. Empty: a statement has no estimate. */
    public OptionalDouble pass() {
        return sum(statements);
    }

    /** The cost that a metric adds to the pass; can be negative. Empty: not known. */
    public OptionalDouble added(PlannedMetric metric) {
        OptionalDouble without = fewer.containsKey(metric) ? sum(fewer.get(metric)) : OptionalDouble.empty();
        return pass().isPresent() && without.isPresent()
                ? OptionalDouble.of(pass().getAsDouble() - without.getAsDouble())
                : OptionalDouble.empty();
    }

    /** The cost of all metrics run as written. Empty: one has no estimate. */
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
