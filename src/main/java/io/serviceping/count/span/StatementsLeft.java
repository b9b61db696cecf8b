package io.serviceping.count.span;

import io.serviceping.count.result.Outcome;
import io.serviceping.plan.fusion.Narrowing;
import io.serviceping.plan.scan.FusedScan;
import io.serviceping.plan.scan.FusedStatement;
import io.serviceping.plan.scan.PlannedMetric;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A scan's statements without metrics that fail in this span or that any span gave up. */
final class StatementsLeft {
    private final FusedScan scan;
    private final Narrowing narrowing;
    /** Shared by all spans; metrics are only added. */
    private final Set<PlannedMetric> givenUp;
    /** Failed metrics that are not given up yet. */
    private final Map<PlannedMetric, Outcome.Unavailable> failing = new LinkedHashMap<>();
    /** Metrics with too many groups: in no statement, and not answered otherwise. */
    private final Set<PlannedMetric> lost = new HashSet<>();
    /** Failing statements that answer no metric. */
    private final Set<FusedStatement> dropped = new HashSet<>();

    private Set<PlannedMetric> without = Set.of();
    private List<Left> left;

    StatementsLeft(FusedScan scan, Narrowing narrowing, Set<PlannedMetric> givenUp) {
        this.scan = scan;
        this.narrowing = narrowing;
        this.givenUp = givenUp;
        this.left = find();
    }

    /**
     * A statement of the scan.
     *
     * @param whole the statement as planned
     * @param now the statement as it is run now
     * @param metrics the metrics that it still answers
     */
    record Left(FusedStatement whole, FusedStatement now, Set<PlannedMetric> metrics) {}

    List<Left> now() {
        Set<PlannedMetric> out = new HashSet<>(givenUp);
        out.addAll(failing.keySet());
        out.addAll(lost);
        if (!out.equals(without)) {
            without = out;
            left = find();
        }
        return left;
    }

    /** Leaves out metrics whose accumulators have too many groups. */
    void doWithout(Set<Integer> full) {
        if (!full.isEmpty()) {
            scan.answers().forEach((metric, answer) -> {
                if (answer.accumulators().stream().anyMatch(full::contains)) {
                    lost.add(metric);
                }
            });
        }
    }

    boolean isEmpty() {
        return now().stream().allMatch(one -> one.metrics().isEmpty());
    }

    boolean someFail() {
        return !failing.isEmpty();
    }

    /** Leaves metrics out; a failing statement that answers none is dropped. */
    void leaveOut(FusedStatement whole, Set<PlannedMetric> metrics, Outcome.Unavailable why) {
        metrics.forEach(metric -> failing.putIfAbsent(metric, why));
        if (whole.metrics().isEmpty()) {
            dropped.add(whole);
            left = find();
        }
    }

    void leaveAllOut(Outcome.Unavailable why) {
        for (Left one : now()) {
            leaveOut(one.whole(), one.metrics(), why);
        }
    }

    void giveUp(SpanScanner.ChunkSink sink) throws InterruptedException {
        if (!failing.isEmpty()) {
            sink.giveUp(Map.copyOf(failing));
            givenUp.addAll(failing.keySet());
            failing.clear();
        }
    }

    private List<Left> find() {
        List<Left> found = new ArrayList<>();
        for (FusedStatement statement : scan.statements()) {
            Set<PlannedMetric> some = statement.metrics().stream()
                    .filter(metric -> !without.contains(metric))
                    .collect(Collectors.toUnmodifiableSet());
            if (!dropped.contains(statement) && (statement.metrics().isEmpty() || !some.isEmpty())) {
                found.add(new Left(statement, narrowing.without(statement, without), some));
            }
        }
        return found;
    }
}
