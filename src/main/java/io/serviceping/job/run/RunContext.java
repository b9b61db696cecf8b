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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the steps of one run hand to each other in memory; made anew from the state database by every run. */
final class RunContext {
    /** The longest run budget. */
    private static final Duration LONGEST_REST = Duration.ofHours(24);

    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final RunBudget budget;
    private final ConsentWatch consent;
    private final BooleanSupplier lockLost;
    private @Nullable Counting census;
    private @Nullable Plan plan;
    private Map<String, WrittenScan> scans = Map.of();
    private Map<String, SharedScan> shared = Map.of();
    private List<MetricResult> frozen = List.of();
    private final Map<String, WrittenScan> single = new HashMap<>();
    /** The metrics of each shared scan that were given up. */
    private final Map<String, Set<PlannedMetric>> givenUp = new ConcurrentHashMap<>();

    private final CountDownLatch abandoned = new CountDownLatch(1);
    private volatile CountDownLatch end = new CountDownLatch(0);

    /**
     * @param lockLost whether the run has lost the right to run
     */
    RunContext(RunBudget budget, ConsentWatch consent, BooleanSupplier lockLost) {
        this.budget = budget;
        this.consent = consent;
        this.lockLost = lockLost;
    }

    void begin(Counting begun, Plan made) {
        Map<String, WrittenScan> byId = new LinkedHashMap<>();
        made.scans().forEach(scan -> byId.put(scan.id(), scan));
        census = begun;
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

    Counting census() {
        return planned(census);
    }

    Plan plan() {
        return planned(plan);
    }

    Map<String, WrittenScan> scans() {
        return scans;
    }

    /** A scan of one metric, whether it was to share one or not. */
    WrittenScan scan(String id) {
        return planned(single.get(id));
    }

    Map<String, SharedScan> shared() {
        return shared;
    }

    SharedScan sharedScan(String id) {
        return planned(shared.get(id));
    }

    /** The metrics of that scan that were given up; grows while it runs. */
    Set<PlannedMetric> givenUp(String id) {
        return givenUp.computeIfAbsent(id, scan -> ConcurrentHashMap.newKeySet());
    }

    /** Keeps what was frozen, for the report. */
    void frozen(List<MetricResult> results) {
        frozen = List.copyOf(results);
    }

    /** What this run froze; empty when it did not. */
    List<MetricResult> frozen() {
        return frozen;
    }

    /** Every metric's outcome, those that were left out among them; keeps what the next ping can use again. */
    List<MetricResult> conclude(CountingStore store, IncrementalScans kept) {
        UUID pingId = census().pingId();
        List<MetricResult> results = new ArrayList<>(store.results(pingId, plan().scans()));
        for (SharedScan scan : plan().shared()) {
            List<MetricResult> otherwise =
                    store.results(pingId, List.copyOf(scan.asWritten().values()));
            results.addAll(otherwise);
            results.addAll(kept.conclude(pingId, census().asOf(), scan, metrics(otherwise)));
        }
        kept.end(pingId, census().asOf());
        return PayloadAssembler.allResults(plan(), results);
    }

    private static Set<PlannedMetric> metrics(List<MetricResult> results) {
        return results.stream().map(MetricResult::metric).collect(Collectors.toSet());
    }

    /** Called when a database has gone away: the scans that have not begun need not find that out one by one. */
    void abandon() {
        abandoned.countDown();
    }

    /** Rests that long, at most a second longer than until the run is to stop; returns whether it is to go on. */
    boolean rest(Duration duration) throws InterruptedException {
        long left = nanos(duration);
        long end = System.nanoTime() + left;
        boolean stopping = isStopping();
        while (left > 0 && !stopping) {
            abandoned.await(Math.min(left, LONGEST_WAIT_NANOS), TimeUnit.NANOSECONDS);
            left = end - System.nanoTime();
            stopping = isStopping();
        }
        return !stopping;
    }

    private static long nanos(Duration duration) {
        return duration.compareTo(LONGEST_REST) < 0 ? duration.toNanos() : LONGEST_REST.toNanos();
    }

    void started() {
        end = new CountDownLatch(1);
    }

    void ended() {
        end.countDown();
    }

    boolean isRunning() {
        return end.getCount() > 0;
    }

    /** Waits for the job to end; returns at once where none is running. */
    void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Whether no further scan or range may begin: the run was told to stop, spent its budget, lost its lock, or is switched
     * off.
     */
    boolean isStopping() {
        if (consent.isOff() || lockLost.getAsBoolean()) {
            abandon();
        }
        return abandoned.getCount() == 0 || budget.isSpent();
    }

    private static <T> T planned(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the plan step comes first");
        }
        return value;
    }
}
