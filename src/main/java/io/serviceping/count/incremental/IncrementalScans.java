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
 * Scans of tables that only grow: where a ping's walk begins, whether what is kept can be trusted, and what is kept in the
 * end. What changes the state database takes part in the transaction of the caller.
 */
public final class IncrementalScans {
    private final ApplicationDatabases databases;
    private final IncrementalStore store;
    private final SpanStore walks;
    private final int recountAfter;
    private final DistinctMemory memory;

    /**
     * @param recountAfter how many pings read on before one counts in full again; at least 1
     * @param setBytes how much memory the distinct sets of a scan may take when they are put together
     */
    public IncrementalScans(
            ApplicationDatabases databases, IncrementalStore store, SpanStore walks, int recountAfter, long setBytes) {
        this.databases = databases;
        this.store = store;
        this.walks = walks;
        this.recountAfter = recountAfter;
        this.memory = new DistinctMemory(setBytes);
    }

    /**
     * How a scan begins.
     *
     * @param spans what there is to walk
     */
    public record Beginning(Baseline footing, List<ResumeKey> spans) {}

    /**
     * Whether the ping has begun that scan. One whose ground a later ping has changed since is forgotten.
     */
    public boolean isBegun(UUID pingId, SharedScan scan) {
        Optional<Baseline> footing = store.footing(pingId, scan.id());
        boolean stale =
                footing.filter(this::isStale).isPresent() || (footing.isPresent() && !walks.opens(pingId, scan.id()));
        if (stale) {
            store.leave(pingId, scan.id());
            walks.forget(pingId, scan.id());
        }
        return footing.isPresent() && !stale;
    }

    /**
     * What there is to walk; stores nothing.
     *
     * @param asOf where the windows end
     * @param pause how to rest after the look-ups
     * @return empty when the database answers, but not this
     * @throws DatabaseUnavailableException when the database cannot be asked at all
     */
    public Optional<Beginning> beginning(SharedScan scan, Instant asOf, int most, Sleeper pause)
            throws InterruptedException {
        return databases.ask(scan.database(), pause, (session, duty) -> {
            AppendOnlyTable table = new AppendOnlyTable(session, duty, scan);
            String keptId = scan.kept();
            Optional<IncrementalState> kept =
                    store.find(keptId).filter(one -> !one.asOf().isAfter(asOf));
            Baseline footing = kept.isEmpty()
                    ? new Baseline(keptId, Baseline.Kind.FROM_SCRATCH, null, 0)
                    : footing(table, kept.get());
            if (footing.kind() == Baseline.Kind.RESUMES) {
                return new Beginning(footing, onwards(table, kept.orElseThrow()));
            }
            SortedSet<Long> starts = tail(table, Long.MIN_VALUE);
            kept.ifPresent(one -> {
                addBehind(one.mark(), starts);
                one.apart().forEach(range -> {
                    starts.add(range.first());
                    addBehind(range.last(), starts);
                });
            });
            return new Beginning(footing, table.spans(most, Long.MIN_VALUE, starts));
        });
    }

    private static List<ResumeKey> onwards(AppendOnlyTable table, IncrementalState kept)
            throws SQLException, InterruptedException {
        List<ResumeKey> spans = new ArrayList<>();
        for (IdRange range : kept.apart()) {
            spans.addAll(orWithout(() -> table.apart(range), SpanSplitter.cut(range.first(), range.last(), List.of())));
        }
        if (kept.mark() < Long.MAX_VALUE) {
            long from = kept.mark() + 1;
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

    private Baseline footing(AppendOnlyTable table, IncrementalState kept) throws SQLException, InterruptedException {
        if (kept.uses() + 1 >= recountAfter) {
            return new Baseline(kept.id(), Baseline.Kind.FULL_RECOUNT, kept.pingId(), 0);
        }
        OptionalLong difference = table.difference(kept, kept.toCheck(store.stretches(kept.id())));
        return difference.isEmpty()
                ? new Baseline(kept.id(), Baseline.Kind.RESUMES, kept.pingId(), 0)
                : new Baseline(kept.id(), Baseline.Kind.MISMATCH, kept.pingId(), difference.getAsLong());
    }

    @FunctionalInterface
    private interface Lookups<T> {
        T ask() throws SQLException, InterruptedException;
    }

    /** A look-up that takes too long is done without. */
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

    /** Stores how a scan begins. */
    public void begin(UUID pingId, SharedScan scan, Beginning beginning) {
        store.stand(pingId, scan.id(), beginning.footing());
        walks.begin(pingId, scan.id(), beginning.spans());
    }

    /**
     * The values of a scan that the ping has walked to its end. What was found of settled rows is kept for the next ping:
     * one of an earlier period than the last leaves what is kept alone, and one that lacks a statement keeps nothing of its
     * own.
     *
     * @param without the metrics that were answered otherwise
     */
    public List<MetricResult> conclude(UUID pingId, Instant asOf, SharedScan scan, Set<PlannedMetric> without) {
        SpanResults found = walks.findings(pingId, scan.id());
        Optional<Baseline> footing = store.footing(pingId, scan.id());
        return footing.isEmpty()
                ? ScanResults.of(scan, found, memory, without)
                : new IncrementalMerge(store, memory, scan, footing.get(), asOf).keep(pingId, found, without);
    }

    /**
     * As {@link #conclude}, of a walk that is held in memory; changes nothing.
     *
     * @return empty when another ping has kept more since the walk was begun
     */
    public Optional<List<MetricResult>> look(
            Baseline footing, Instant asOf, SharedScan scan, List<SpanProgress> walked, Set<PlannedMetric> without) {
        return isStale(footing)
                ? Optional.empty()
                : Optional.of(
                        new IncrementalMerge(store, memory, scan, footing, asOf).look(SpanResults.of(walked), without));
    }

    /** Whether what a walk builds on is no longer what is kept. */
    private boolean isStale(Baseline footing) {
        return footing.kind() == Baseline.Kind.RESUMES
                && !store.find(footing.keptId())
                        .map(IncrementalState::pingId)
                        .equals(Optional.ofNullable(footing.keptBy()));
    }

    /** Forgets what the ping built on, and what is kept of scans that are no longer asked for. */
    public void end(UUID pingId, Instant asOf) {
        store.end(pingId, asOf);
    }
}
