package io.serviceping.job.run;

import io.serviceping.count.Counting;
import io.serviceping.count.CountingStore;
import io.serviceping.count.incremental.IncrementalScans;
import io.serviceping.count.result.MetricResult;
import io.serviceping.job.installation.PayloadAssembler;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.plan.scan.WrittenScan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the steps of one run share in memory. Each run builds it again from the state database. */
final class RunContext {
    private @Nullable Counting counting;
    private @Nullable Plan plan;
    private Map<String, WrittenScan> scans = Map.of();
    private Map<String, SharedScan> shared = Map.of();
    private List<MetricResult> frozen = List.of();
    private final Map<String, WrittenScan> single = new HashMap<>();
    /** The metrics that each shared scan gave up, by scan id. */
    private final Map<String, Set<PlannedMetric>> givenUp = new ConcurrentHashMap<>();

    void begin(Counting begun, Plan made) {
        Map<String, WrittenScan> byId = new LinkedHashMap<>();
        made.scans().forEach(scan -> byId.put(scan.id(), scan));
        counting = begun;
        plan = made;
        scans = byId;
        Map<String, SharedScan> sharedById = new LinkedHashMap<>();
        made.shared().forEach(scan -> sharedById.put(scan.id(), scan));
        shared = sharedById;
        single.putAll(byId);
        made.shared().stream()
                .flatMap(scan -> scan.asWritten().values().stream())
                .forEach(scan -> single.put(scan.id(), scan));
    }

    boolean isPlanned() {
        return plan != null;
    }

    Counting counting() {
        return planned(counting);
    }

    Plan plan() {
        return planned(plan);
    }

    Map<String, WrittenScan> scans() {
        return scans;
    }

    /** The scan that runs one metric as written, also for a metric of a shared scan. */
    WrittenScan scan(String id) {
        return planned(single.get(id));
    }

    Map<String, SharedScan> shared() {
        return shared;
    }

    SharedScan sharedScan(String id) {
        return planned(shared.get(id));
    }

    /** The metrics that this scan gave up. The set grows while the scan runs. */
    Set<PlannedMetric> givenUp(String id) {
        return givenUp.computeIfAbsent(id, scan -> ConcurrentHashMap.newKeySet());
    }

    /** Keeps the frozen results for the report. */
    void frozen(List<MetricResult> results) {
        frozen = List.copyOf(results);
    }

    /** The results that this run froze. Empty: this run froze no ping. */
    List<MetricResult> frozen() {
        return frozen;
    }

    /** Every metric's outcome, including the omitted ones. Stores the incremental state for the next ping. */
    List<MetricResult> conclude(CountingStore store, IncrementalScans incremental) {
        UUID pingId = counting().pingId();
        List<MetricResult> results = new ArrayList<>(store.results(pingId, plan().scans()));
        for (SharedScan scan : plan().shared()) {
            List<MetricResult> otherwise =
                    store.results(pingId, List.copyOf(scan.asWritten().values()));
            results.addAll(otherwise);
            results.addAll(incremental.conclude(pingId, counting().asOf(), scan, metrics(otherwise)));
        }
        incremental.end(pingId, counting().asOf());
        return PayloadAssembler.allResults(plan(), results);
    }

    private static Set<PlannedMetric> metrics(List<MetricResult> results) {
        return results.stream().map(MetricResult::metric).collect(Collectors.toSet());
    }

    private static <T> T planned(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the plan step comes first");
        }
        return value;
    }
}
