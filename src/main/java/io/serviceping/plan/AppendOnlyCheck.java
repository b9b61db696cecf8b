package io.serviceping.plan;

import io.serviceping.definition.Metric;
import io.serviceping.definition.MetricDefinition;
import io.serviceping.plan.scan.IncrementalMode;
import io.serviceping.plan.scan.NotShared;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.SharedScan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Finds definitions whose {@code append_only} can have no effect, whatever the size of their tables. */
public final class AppendOnlyCheck {
    private final Map<String, Optional<String>> lasting = new HashMap<>();

    /** @param plan with its shared scans */
    public AppendOnlyCheck(Plan plan) {
        for (NotShared one : plan.notShared()) {
            lasting.put(one.metric().keyPath().value(), one.lasting());
        }
        for (SharedScan scan : plan.shared()) {
            Optional<String> why = scan.incremental() instanceof IncrementalMode.Impossible impossible
                    ? impossible.lasting()
                    : Optional.empty();
            scan.answers().forEach(metric -> lasting.put(metric.keyPath().value(), why));
        }
    }

    /** The problem of a definition, if all its metrics are counted in full for a reason that lasts. */
    public Optional<String> problem(MetricDefinition definition) {
        List<Optional<String>> reasons = definition.metrics().stream()
                .map(Metric::keyPath)
                .map(key -> lasting.get(key.value()))
                .filter(Objects::nonNull)
                .toList();
        return definition.appendOnly() && reasons.stream().allMatch(Optional::isPresent)
                ? reasons.stream()
                        .flatMap(Optional::stream)
                        .findFirst()
                        .map(why -> "append_only has no effect: " + why + ". Change that, or remove append_only")
                : Optional.empty();
    }
}
