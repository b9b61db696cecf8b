package io.serviceping.plan;

import io.serviceping.definition.sql.SqlTokens;
import io.serviceping.plan.facts.TableFacts;
import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.scan.MetricQuery;
import io.serviceping.plan.scan.NotShared;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.RangeKey;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.plan.scan.WrittenScan;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks that a finished plan does not contradict itself. A defect of the planner is then an error, not a wrong value. */
final class PlanSanityCheck {
    private final Plan plan;
    private final List<String> violations = new ArrayList<>();

    private PlanSanityCheck(Plan plan) {
        this.plan = plan;
    }

    /**
     * The same plan.
     *
     * @throws IllegalStateException names every violation
     */
    static Plan checked(Plan plan) {
        List<String> violations = new PlanSanityCheck(plan).violations();
        if (!violations.isEmpty()) {
            throw new IllegalStateException("the plan contradicts itself: " + String.join("; ", violations));
        }
        return plan;
    }

    /** Whether the statement has as many {@code ?} as values. Definitions have none of their own. */
    static boolean hasValueForEachParameter(String sql, List<Parameter> values) {
        return SqlTokens.parameters(sql).size() == values.size();
    }

    private List<String> violations() {
        metrics();
        plan.scans().forEach(this::written);
        for (SharedScan scan : plan.shared()) {
            violations.addAll(new SharedScanCheck(scan.fused(), scan.incremental()).violations());
            queries(scan);
            range(scan);
            scan.asWritten().values().forEach(this::written);
        }
        return violations;
    }

    private void metrics() {
        Set<String> seen = new HashSet<>();
        plan.metrics()
                .map(metric -> metric.keyPath().value())
                .filter(keyPath -> !seen.add(keyPath))
                .forEach(keyPath -> violations.add(keyPath + " is planned twice"));
        Set<PlannedMetric> written =
                plan.scans().stream().flatMap(scan -> scan.answers().stream()).collect(Collectors.toSet());
        plan.notShared().stream()
                .map(NotShared::metric)
                .filter(metric -> !written.contains(metric))
                .forEach(metric -> violations.add(metric.keyPath() + " shares no scan and does not run as written"));
    }

    private void written(WrittenScan scan) {
        if (!hasValueForEachParameter(scan.sql(), scan.parameters())) {
            violations.add(scan.answers().get(0).keyPath() + " does not have one value for each parameter");
        }
        scan.sketches().ifPresent(this::written);
    }

    private void queries(SharedScan scan) {
        Set<PlannedMetric> planned =
                scan.queries().stream().map(MetricQuery::metric).collect(Collectors.toSet());
        if (!planned.equals(scan.fused().answers().keySet())) {
            violations.add("a scan of " + scan.table().name() + " answers other metrics than it is asked for");
        }
    }

    private void range(SharedScan scan) {
        RangeKey key = scan.range().key();
        if (!canBeReadBy(key, scan.table())) {
            violations.add(scan.table().name() + " cannot be read by " + key.readable());
        }
        if (key instanceof RangeKey.Time time) {
            scan.queries().stream()
                    .filter(metric -> !isWithin(time, metric))
                    .forEach(metric ->
                            violations.add(metric.metric().keyPath() + " needs rows outside of " + key.readable()));
        }
    }

    private static boolean canBeReadBy(RangeKey key, TableFacts table) {
        if (key instanceof RangeKey.Numeric numeric) {
            return table.key().contains(numeric.column());
        } else if (key instanceof RangeKey.Keyset keyset) {
            // A part of the key is not unique: the walk would skip rows.
            return table.key().equals(keyset.columns());
        } else if (key instanceof RangeKey.Time time) {
            return table.leadingIndexColumns().contains(time.column());
        }
        return key instanceof RangeKey.Whole || table.blockRanges();
    }

    private boolean isWithin(RangeKey.Time range, MetricQuery metric) {
        if (metric.window().isEmpty()) {
            return false;
        }
        Instant from = plan.asOf().minus(metric.metric().timeFrame().days(), ChronoUnit.DAYS);
        return metric.window().get().expression().equals(metric.source().qualifier() + range.column())
                && !from.isBefore(range.from())
                && !plan.asOf().isAfter(range.to());
    }
}
