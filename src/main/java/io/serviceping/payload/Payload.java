package io.serviceping.payload;

import io.serviceping.count.result.MetricResult;
import io.serviceping.count.result.Outcome;
import java.util.Comparator;
import java.util.List;

/**
 * A ping before it is written: its heading and every metric's outcome.
 *
 * @param results by key path
 */
public record Payload(Heading heading, List<MetricResult> results) {
    public Payload {
        results = results.stream()
                .sorted(Comparator.comparing(result -> result.metric().keyPath()))
                .toList();
    }

    /**
     * Whether every metric that was to be counted has a value. Metrics that the admin left out do not count as missing.
     */
    public boolean complete() {
        return results.stream().noneMatch(Payload::isMissing);
    }

    /** Whether the metric was to be counted and has no value. */
    public static boolean isMissing(MetricResult result) {
        return result.outcome() instanceof Outcome.Unavailable unavailable && unavailable.why() != Outcome.Why.EXCLUDED;
    }
}
