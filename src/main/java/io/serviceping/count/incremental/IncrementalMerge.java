package io.serviceping.count.incremental;

import io.serviceping.count.distinct.DistinctMemory;
import io.serviceping.count.range.ResumeKey;
import io.serviceping.count.result.Drift;
import io.serviceping.count.result.MetricResult;
import io.serviceping.count.result.MetricValue;
import io.serviceping.count.result.Outcome;
import io.serviceping.count.span.ChunkPosition;
import io.serviceping.count.span.ChunkReplay;
import io.serviceping.count.span.ScanResults;
import io.serviceping.count.span.SpanProgress;
import io.serviceping.count.span.SpanResults;
import io.serviceping.count.span.StoredSketches;
import io.serviceping.plan.scan.IncrementalMode;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.SharedScan;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Ends a scan of an append-only table: computes its values and stores the incremental state. Reads each stored byte
 * once, except when it compares a full recount.
 */
final class IncrementalMerge {
    /** A segment at most this many times as large as all after it is rewritten. */
    private static final long GROWTH = 2;

    private final IncrementalStore store;
    private final DistinctMemory memory;
    private final SharedScan scan;
    private final Baseline baseline;
    private final Instant asOf;
    private final Optional<IncrementalState> before;
    private final List<IncrementalState.Segment> segments;

    IncrementalMerge(IncrementalStore store, DistinctMemory memory, SharedScan scan, Baseline baseline, Instant asOf) {
        this.store = store;
        this.memory = memory;
        this.scan = scan;
        this.baseline = baseline;
        this.asOf = asOf;
        this.before = store.find(baseline.incrementalId());
        this.segments = continues() ? store.segments().outline(baseline.incrementalId()) : List.of();
    }

    /** Returns the values; stores nothing. */
    List<MetricResult> look(SpanResults found, Set<PlannedMetric> without) {
        Map<PlannedMetric, Drift> drifts = drifts(found);
        ChunkReplay all = new ChunkReplay(scan.fused(), memory);
        segments.forEach(segment -> add(segment, all));
        found.addTo(all, ChunkPosition.START, ChunkPosition.END);
        return results(all, found, without, drifts);
    }

    /**
     * Returns the values. Stores the results of settled rows, unless a later period is stored or a statement was given
     * up.
     */
    List<MetricResult> keep(UUID pingId, SpanResults found, Set<PlannedMetric> without) {
        boolean isEarlier = before.filter(one -> one.asOf().isAfter(asOf)).isPresent();
        if (isEarlier || !without.isEmpty()) {
            List<MetricResult> results = look(found, without);
            if (!isEarlier && baseline.kind() == Baseline.Kind.MISMATCH) {
                store.delete(baseline.incrementalId());
            }
            return results;
        }
        Map<PlannedMetric, Drift> drifts = drifts(found);
        ChunkReplay all = new ChunkReplay(scan.fused(), memory);
        SettledChunks.Found settled = new SettledChunks(
                        (IncrementalMode.Settled) scan.incremental(), continues() ? before.orElseThrow() : null)
                .of(found.spans());
        ChunkPosition last = settled.last();
        found.addTo(all, ChunkPosition.START, last, settled.positions()::contains);
        int left = keep(pingId, settled, all);
        segments.subList(0, left).forEach(segment -> add(segment, all));
        found.addCountsTo(all, last, position -> !settled.positions().contains(position));
        found.addTo(all, last, ChunkPosition.END);
        return results(all, found, without, drifts);
    }

    /**
     * Stores the settled chunks.
     *
     * @param all has exactly these chunks
     * @return how many segments stay unchanged and are not in {@code all}
     */
    private int keep(UUID pingId, SettledChunks.Found settled, ChunkReplay all) {
        if (!continues() || (settled.isEmpty() && segments.isEmpty())) {
            store.delete(baseline.incrementalId());
        }
        if (settled.isEmpty() && segments.isEmpty()) {
            return 0;
        }
        List<IncrementalState.Stretch> added = settled.stretches();
        store.put(new IncrementalState(
                baseline.incrementalId(),
                pingId,
                asOf,
                added.isEmpty()
                        ? before.orElseThrow().mark()
                        : added.get(added.size() - 1).last(),
                continues() ? before.orElseThrow().uses() + 1 : 0,
                continues() ? checkedTo(before.orElseThrow(), IncrementalState.stretches(segments)) : Long.MIN_VALUE,
                new IncrementalState.FutureRanges(scan.table().name(), settled.future(), settled.isFull())));
        return settled.isEmpty() ? segments.size() : merge(added, all);
    }

    /**
     * Merges the settled chunks with the last segments, unless these are much larger. So each segment is much larger
     * than the next and bytes are rewritten only a few times, as in an LSM tree.
     *
     * @return how many segments stay unchanged
     */
    private int merge(List<IncrementalState.Stretch> added, ChunkReplay all) {
        int left = segments.size();
        long size = all.size();
        while (left > 0 && segments.get(left - 1).size() <= GROWTH * size) {
            IncrementalState.Segment next = segments.get(--left);
            size += next.size();
            add(next, all);
        }
        List<IncrementalState.Stretch> together =
                new ArrayList<>(IncrementalState.stretches(segments.subList(left, segments.size())));
        together.addAll(added);
        store.segments()
                .replaceFrom(
                        baseline.incrementalId(),
                        new IncrementalState.Segment(
                                left,
                                asOf,
                                IncrementalState.coarser(together),
                                all.table().numbersAsJson(),
                                size),
                        all.table().groupsAsBytes(),
                        all.sets());
        return left;
    }

    private static long checkedTo(IncrementalState stored, List<IncrementalState.Stretch> stretches) {
        List<IncrementalState.Stretch> checked = stored.toCheck(stretches);
        return checked.isEmpty()
                ? stored.checkedTo()
                : checked.get(checked.size() - 1).last();
    }

    private boolean continues() {
        return baseline.kind() == Baseline.Kind.RESUMES;
    }

    private void add(IncrementalState.Segment segment, ChunkReplay into) {
        long weeks = segment.weeksBefore(asOf);
        into.addNumbers(segment.numbers(), weeks);
        into.addGroups(store.segments().groups(baseline.incrementalId(), segment.number()), weeks);
        store.segments().readSets(baseline.incrementalId(), segment.number(), parts -> into.addKept(parts, weeks));
    }

    private List<MetricResult> results(
            ChunkReplay all, SpanResults found, Set<PlannedMetric> without, Map<PlannedMetric, Drift> drifts) {
        return ScanResults.results(scan, all, found, without, StoredSketches.NONE).stream()
                .map(result -> Optional.ofNullable(drifts.get(result.metric()))
                        .map(result::withDrift)
                        .orElse(result))
                .toList();
    }

    private Map<PlannedMetric, Drift> drifts(SpanResults found) {
        Map<PlannedMetric, Drift> drifts = new LinkedHashMap<>();
        if (baseline.kind() == Baseline.Kind.MISMATCH) {
            BigDecimal difference = BigDecimal.valueOf(baseline.difference());
            scan.answers().forEach(metric -> drifts.put(metric, drift(Drift.Check.ROW_COUNT, difference)));
        } else if (baseline.kind() == Baseline.Kind.FULL_RECOUNT
                && before.filter(one -> one.pingId().equals(baseline.storedBy()))
                        .isPresent()) {
            Map<PlannedMetric, Outcome> then = stored(found);
            Map<PlannedMetric, Outcome> now = ofSameRows(found);
            then.forEach((metric, was) -> {
                Outcome is = Objects.requireNonNull(now.get(metric));
                if (!isSame(was, is)) {
                    drifts.put(metric, drift(Drift.Check.RECOUNT, difference(was, is)));
                }
            });
        }
        return drifts;
    }

    private Drift drift(Drift.Check check, @Nullable BigDecimal difference) {
        return new Drift(scan.table().name(), check, difference);
    }

    /** The outcomes from the incremental state and the id ranges that it leaves out. */
    private Map<PlannedMetric, Outcome> stored(SpanResults found) {
        ChunkReplay then = new ChunkReplay(scan.fused(), memory);
        store.segments().outline(baseline.incrementalId()).forEach(segment -> add(segment, then));
        for (IdRange range : before.orElseThrow().future().ranges()) {
            addSpansIn(range, found, then);
        }
        return outcomes(then);
    }

    /** The outcomes of the same rows in this scan. A span ends where these rows end. */
    private Map<PlannedMetric, Outcome> ofSameRows(SpanResults found) {
        ChunkReplay now = new ChunkReplay(scan.fused(), memory);
        addSpansIn(new IdRange(Long.MIN_VALUE, before.orElseThrow().mark()), found, now);
        return outcomes(now);
    }

    private static void addSpansIn(IdRange ids, SpanResults found, ChunkReplay into) {
        for (SpanProgress progress : found.spans()) {
            if (progress.start() instanceof ResumeKey.Numbers numbers && ids.holds(numbers)) {
                found.addTo(into, ChunkPosition.endOf(progress.span() - 1), ChunkPosition.endOf(progress.span()));
            }
        }
    }

    private Map<PlannedMetric, Outcome> outcomes(ChunkReplay some) {
        Map<PlannedMetric, Outcome> outcomes = new LinkedHashMap<>();
        scan.answers().forEach(metric -> outcomes.put(metric, some.table().outcome(metric)));
        return outcomes;
    }

    /** Two estimates of the same rows can differ. */
    private static boolean isSame(Outcome then, Outcome now) {
        return then instanceof Outcome.Estimated || now instanceof Outcome.Estimated || then.equals(now);
    }

    private static @Nullable BigDecimal difference(Outcome then, Outcome now) {
        return then instanceof Outcome.Counted a
                        && now instanceof Outcome.Counted b
                        && a.value() instanceof MetricValue.Numeric before
                        && b.value() instanceof MetricValue.Numeric after
                ? after.value().subtract(before.value())
                : null;
    }
}
