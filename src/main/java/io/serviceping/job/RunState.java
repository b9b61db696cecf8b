package io.serviceping.job;

import io.serviceping.count.Census;
import io.serviceping.count.CensusStore;
import io.serviceping.count.MetricResult;
import io.serviceping.plan.Plan;
import io.serviceping.plan.Scan;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the steps of one run hand to each other in memory; made anew from the state database by every run. */
final class RunState {
    private final Budget budget;
    private @Nullable Census census;
    private @Nullable Plan plan;
    private Map<String, Scan> scans = Map.of();
    private final CountDownLatch abandoned = new CountDownLatch(1);
    private volatile CountDownLatch end = new CountDownLatch(0);

    RunState(Budget budget) {
        this.budget = budget;
    }

    void begin(Census begun, Plan made) {
        Map<String, Scan> byId = new LinkedHashMap<>();
        made.scans().forEach(scan -> byId.put(scan.id(), scan));
        census = begun;
        plan = made;
        scans = byId;
    }

    boolean isPlanned() {
        return plan != null;
    }

    Census census() {
        return planned(census);
    }

    Plan plan() {
        return planned(plan);
    }

    Map<String, Scan> scans() {
        return scans;
    }

    Scan scan(String id) {
        return planned(scans.get(id));
    }

    /** Every metric's stored outcome, those that were left out among them. */
    List<MetricResult> results(CensusStore store) {
        return Assembly.allResults(plan(), store.results(census().pingId(), plan().scans()));
    }

    /** Called when a database has gone away: the scans that have not begun need not find that out one by one. */
    void abandon() {
        abandoned.countDown();
    }

    /** Rests that long, or until the run is to stop. */
    void rest(Duration duration) throws InterruptedException {
        if (!duration.isZero()) {
            abandoned.await(duration.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    void started() {
        end = new CountDownLatch(1);
    }

    void ended() {
        end.countDown();
    }

    /** Waits for the job to end; returns at once where none is running. */
    void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether no further scan may begin. */
    boolean isStopping() {
        return abandoned.getCount() == 0 || budget.isSpent();
    }

    private static <T> T planned(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the plan step comes first");
        }
        return value;
    }
}
