package io.serviceping.job.run;

import io.serviceping.count.Counting;
import io.serviceping.count.SharedScanRunner;
import io.serviceping.count.result.MetricResult;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.plan.scan.WrittenScan;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the steps of one run share in memory. Each run builds it again from the state database. */
final class RunContext {
    private @Nullable Counting counting;
    private @Nullable Plan plan;
    private final Map<String, SharedScanRunner> shared = new LinkedHashMap<>();
    private final Map<String, WrittenScan> written = new LinkedHashMap<>();
    private final Map<String, WrittenScan> ofShared = new HashMap<>();
    private List<MetricResult> frozen = List.of();

    void begin(Counting begun, Plan made, Function<SharedScan, SharedScanRunner> runner) {
        counting = begun;
        plan = made;
        made.scans().forEach(scan -> written.put(scan.id(), scan));
        for (SharedScan scan : made.shared()) {
            shared.put(scan.id(), runner.apply(scan));
            scan.asWritten().values().forEach(one -> ofShared.put(one.id(), one));
        }
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

    /** The ids of the scans that run as written. */
    Set<String> scans() {
        return written.keySet();
    }

    /** The scan that runs one metric as written, also for a metric of a shared scan. */
    WrittenScan scan(String id) {
        return planned(written.getOrDefault(id, ofShared.get(id)));
    }

    Map<String, SharedScanRunner> shared() {
        return shared;
    }

    SharedScanRunner shared(String id) {
        return planned(shared.get(id));
    }

    /** Keeps the frozen results for the report. */
    void frozen(List<MetricResult> results) {
        frozen = List.copyOf(results);
    }

    /** The results that this run froze. Empty: this run froze no ping. */
    List<MetricResult> frozen() {
        return frozen;
    }

    private static <T> T planned(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the plan step comes first");
        }
        return value;
    }
}
