package io.serviceping.plan;

import io.serviceping.plan.fusion.DatabaseFacts;
import io.serviceping.plan.fusion.Fusion;
import io.serviceping.plan.query.Source;
import io.serviceping.plan.scan.FusedScan;
import io.serviceping.plan.scan.MetricQuery;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.SharedScan;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The marginal cost of each metric in a shared scan. */
public final class MarginalScans {
    private MarginalScans() {}

    /**
     * For each metric, the scan of all other metrics.
     *
     * @param asOf the end of every window
     */
    public static Map<PlannedMetric, FusedScan> of(SharedScan scan, DatabaseFacts facts, Instant asOf) {
        Source source = scan.fused().source();
        Fusion fusion = new Fusion(facts.dialect(), facts.expressions(source), asOf);
        return scan.queries().stream()
                .collect(Collectors.toMap(MetricQuery::metric, one -> fusion.fuse(source, others(scan, one))));
    }

    private static List<MetricQuery> others(SharedScan scan, MetricQuery one) {
        return scan.queries().stream()
                .filter(other -> !other.metric().equals(one.metric()))
                .toList();
    }
}
