package io.serviceping.count.incremental;

import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.DatabaseUnavailableException;
import io.serviceping.count.database.SessionDialect;
import io.serviceping.count.distinct.DistinctMemory;
import io.serviceping.count.range.ResumeKey;
import io.serviceping.count.range.SpanSplitter;
import io.serviceping.count.result.MetricResult;
import io.serviceping.count.span.ScanResults;
import io.serviceping.count.span.SpanProgress;
import io.serviceping.count.span.SpanResults;
import io.serviceping.count.span.SpanStore;
import io.serviceping.count.span.StoredSketches;
import io.serviceping.plan.scan.IncrementalMode;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.time.Sleeper;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Where shared scans begin and end. A scan of an append-only table begins at its incremental state, which is checked,
 * and stores the next. Changes of the state database take part in the caller's transaction.
 */
public final class IncrementalScans {
    private final ApplicationDatabases databases;
    private final IncrementalStore store;
    private final SpanStore spanStore;
    private final int recountAfter;
    private final DistinctMemory memory;

    /**
     * @param recountAfter every how many pings a table is counted in full; at least 1
     * @param setBytes memory for a scan's distinct sets while they are merged, in bytes
     */
    public IncrementalScans(
            ApplicationDatabases databases,
            IncrementalStore store,
            SpanStore spanStore,
            int recountAfter,
            long setBytes) {
        this.databases = databases;
        this.store = store;
        this.spanStore = spanStore;
        this.recountAfter = recountAfter;
        this.memory = new DistinctMemory(setBytes);
    }

    /**
     * The spans of a scan.
     *
     * @param baseline empty for a scan that uses no incremental state
     */
    public record Beginning(Optional<Baseline> baseline, List<ResumeKey> spans) {
        /** Of a scan that uses no incremental state. */
        public static Beginning of(List<ResumeKey> spans) {
            return new Beginning(Optional.empty(), spans);
        }
    }

    /**
     * Whether the ping has begun a scan. Deletes a scan whose state another ping has changed, or that this
     * installation cannot decrypt.
     */
    public boolean isBegun(UUID pingId, SharedScan scan) {
        Optional<Baseline> baseline = store.baselines().find(pingId, scan.id());
        boolean isBegun =
                baseline.isPresent() || !spanStore.left(pingId, scan.id()).isEmpty();
        boolean stale = isBegun && (baseline.filter(this::isStale).isPresent() || !spanStore.opens(pingId, scan.id()));
        if (stale) {
            store.baselines().remove(pingId, scan.id());
            spanStore.forget(pingId, scan.id());
        }
        return isBegun && !stale;
    }

    private static boolean isIncremental(SharedScan scan) {
        return scan.incremental() instanceof IncrementalMode.Settled;
    }

    /**
     * Splits a scan into spans; stores nothing.
     *
     * @param asOf the end of the windows
     * @param pause how to rest after the look-ups
     * @return empty when the look-ups fail although the database answers
     * @throws DatabaseUnavailableException when the database does not answer
     */
    public Optional<Beginning> beginning(SharedScan scan, Instant asOf, int most, Sleeper pause)
            throws InterruptedException {
        if (!isIncremental(scan)) {
            return SpanSplitter.of(databases, scan, most, pause).map(Beginning::of);
        }
        return databases.ask(scan.database(), pause, (session, pacing) -> {
            AppendOnlyTable table = new AppendOnlyTable(session, pacing, scan);
            String incrementalId = scan.incrementalId();
            Optional<IncrementalState> stored =
                    store.find(incrementalId).filter(one -> !one.asOf().isAfter(asOf));
            Baseline baseline = stored.isEmpty()
                    ? new Baseline(incrementalId, Baseline.Kind.FROM_SCRATCH, null, 0)
                    : baseline(table, stored.get());
            if (baseline.kind() == Baseline.Kind.RESUMES) {
                return new Beginning(Optional.of(baseline), onwards(table, stored.orElseThrow()));
            }
            SortedSet<Long> starts = tail(table, Long.MIN_VALUE);
            stored.ifPresent(one -> {
                addBehind(one.mark(), starts);
                one.future().ranges().forEach(range -> {
                    starts.add(range.first());
                    addBehind(range.last(), starts);
                });
            });
            return new Beginning(Optional.of(baseline), table.spans(most, Long.MIN_VALUE, starts));
        });
    }

    private static List<ResumeKey> onwards(AppendOnlyTable table, IncrementalState stored)
            throws SQLException, InterruptedException {
        List<ResumeKey> spans = new ArrayList<>();
        for (IdRange range : stored.future().ranges()) {
            spans.addAll(
                    orWithout(() -> table.spansIn(range), SpanSplitter.cut(range.first(), range.last(), List.of())));
        }
        if (stored.mark() < Long.MAX_VALUE) {
            long from = stored.mark() + 1;
            spans.addAll(table.spans(1, from, tail(table, from)));
        }
        return spans;
    }

    private static SortedSet<Long> tail(AppendOnlyTable table, long from) throws SQLException, InterruptedException {
        return new TreeSet<>(orWithout(() -> table.tail(from), List.of()));
    }

    private static void addBehind(long id, SortedSet<Long> starts) {
        if (id < Long.MAX_VALUE) {
            starts.add(id + 1);
        }
    }

    private Baseline baseline(AppendOnlyTable table, IncrementalState stored)
            throws SQLException, InterruptedException {
        if (stored.uses() + 1 >= recountAfter) {
            return new Baseline(stored.id(), Baseline.Kind.FULL_RECOUNT, stored.pingId(), 0);
        }
        List<IncrementalState.Stretch> stretches =
                IncrementalState.stretches(store.segments().outline(stored.id()));
        OptionalLong difference = table.difference(stored, stored.toCheck(stretches));
        return difference.isEmpty()
                ? new Baseline(stored.id(), Baseline.Kind.RESUMES, stored.pingId(), 0)
                : new Baseline(stored.id(), Baseline.Kind.MISMATCH, stored.pingId(), difference.getAsLong());
    }

    @FunctionalInterface
    private interface Lookups<T> {
        T ask() throws SQLException, InterruptedException;
    }

    /** Replaces a failed look-up by a default. */
    private static <T> T orWithout(Lookups<T> some, T without) throws SQLException, InterruptedException {
        try {
            return some.ask();
        } catch (SQLException e) {
            if (SessionDialect.isConnectionLost(e)) {
                throw e;
            }
            return without;
        }
    }

    public void begin(UUID pingId, SharedScan scan, Beginning beginning) {
        beginning.baseline().ifPresent(baseline -> store.baselines().add(pingId, scan.id(), baseline));
        spanStore.begin(pingId, scan.id(), beginning.spans());
    }

    /**
     * Returns the values of a finished scan and stores the results of settled rows. Leaves the state of a later period
     * unchanged. A scan that lacks a statement stores nothing.
     *
     * @param without the metrics that were counted in another way
     * @param sketches asked after the scan was finished; an append-only table has none
     */
    public List<MetricResult> conclude(
            UUID pingId, Instant asOf, SharedScan scan, Set<PlannedMetric> without, StoredSketches sketches) {
        SpanResults found = spanStore.findings(pingId, scan.id());
        Optional<Baseline> baseline = store.baselines().find(pingId, scan.id());
        return baseline.isEmpty()
                ? ScanResults.of(scan, found, memory, without, sketches)
                : new IncrementalMerge(store, memory, scan, baseline.get(), asOf).keep(pingId, found, without);
    }

    /**
     * As {@link #conclude}, for a scan in memory; stores nothing.
     *
     * @return empty when another ping has changed the state since the scan began
     */
    public Optional<List<MetricResult>> look(
            Baseline baseline, Instant asOf, SharedScan scan, List<SpanProgress> walked, Set<PlannedMetric> without) {
        return isStale(baseline)
                ? Optional.empty()
                : Optional.of(new IncrementalMerge(store, memory, scan, baseline, asOf)
                        .look(SpanResults.of(walked), without));
    }

    /** Whether the baseline is no longer the stored incremental state. */
    private boolean isStale(Baseline baseline) {
        return baseline.kind() == Baseline.Kind.RESUMES
                && !store.find(baseline.incrementalId())
                        .map(IncrementalState::pingId)
                        .equals(Optional.ofNullable(baseline.storedBy()));
    }

    /** Deletes the ping's baselines, and the incremental states that its scans no longer use. */
    public void end(UUID pingId, Instant asOf) {
        store.end(pingId, asOf);
    }
}
