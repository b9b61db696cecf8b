package io.serviceping.count.incremental;

import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.DatabaseUnavailableException;
import io.serviceping.count.database.Dialect;
import io.serviceping.count.distinct.SetMemory;
import io.serviceping.count.range.ResumeKey;
import io.serviceping.count.range.Spans;
import io.serviceping.count.result.MetricResult;
import io.serviceping.count.span.Findings;
import io.serviceping.count.span.SharedResults;
import io.serviceping.count.span.Walk;
import io.serviceping.count.span.WalkStore;
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
public final class KeptScans {
    private final ApplicationDatabases databases;
    private final KeptStore store;
    private final WalkStore walks;
    private final int recountAfter;
    private final SetMemory memory;

    /**
     * @param recountAfter how many pings read on before one counts in full again; at least 1
     * @param setBytes how much memory the distinct sets of a scan may take when they are put together
     */
    public KeptScans(
            ApplicationDatabases databases, KeptStore store, WalkStore walks, int recountAfter, long setBytes) {
        this.databases = databases;
        this.store = store;
        this.walks = walks;
        this.recountAfter = recountAfter;
        this.memory = new SetMemory(setBytes);
    }

    /**
     * How a scan begins.
     *
     * @param spans what there is to walk
     */
    public record Beginning(Footing footing, List<ResumeKey> spans) {}

    /**
     * Whether the ping has begun that scan. One whose ground a later ping has changed since is forgotten.
     */
    public boolean isBegun(UUID pingId, SharedScan scan) {
        Optional<Footing> footing = store.footing(pingId, scan.id());
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
            GrowingTable table = new GrowingTable(session, duty, scan);
            String keptId = table.keptId();
            Optional<Kept> kept = store.find(keptId).filter(one -> !one.asOf().isAfter(asOf));
            Footing footing =
                    kept.isEmpty() ? new Footing(keptId, Footing.Kind.AFRESH, null, 0) : footing(table, kept.get());
            if (footing.kind() == Footing.Kind.CONTINUES) {
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

    private static List<ResumeKey> onwards(GrowingTable table, Kept kept) throws SQLException, InterruptedException {
        List<ResumeKey> spans = new ArrayList<>();
        for (IdRange range : kept.apart()) {
            spans.addAll(orWithout(() -> table.apart(range), Spans.cut(range.first(), range.last(), List.of())));
        }
        if (kept.mark() < Long.MAX_VALUE) {
            long from = kept.mark() + 1;
            spans.addAll(table.spans(1, from, tail(table, from)));
        }
        return spans;
    }

    private static SortedSet<Long> tail(GrowingTable table, long from) throws SQLException, InterruptedException {
        return new TreeSet<>(orWithout(() -> table.tail(from), List.of()));
    }

    private static void addBehind(long id, SortedSet<Long> starts) {
        if (id < Long.MAX_VALUE) {
            starts.add(id + 1);
        }
    }

    private Footing footing(GrowingTable table, Kept kept) throws SQLException, InterruptedException {
        if (kept.uses() + 1 >= recountAfter) {
            return new Footing(kept.id(), Footing.Kind.RECOUNTS, kept.pingId(), 0);
        }
        OptionalLong difference = table.difference(kept, kept.toCheck(store.stretches(kept.id())));
        return difference.isEmpty()
                ? new Footing(kept.id(), Footing.Kind.CONTINUES, kept.pingId(), 0)
                : new Footing(kept.id(), Footing.Kind.DISTRUSTS, kept.pingId(), difference.getAsLong());
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
            if (Dialect.isConnectionLost(e)) {
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
        Findings found = walks.findings(pingId, scan.id());
        Optional<Footing> footing = store.footing(pingId, scan.id());
        return footing.isEmpty()
                ? SharedResults.of(scan, found, memory, without)
                : new Conclusion(store, memory, scan, footing.get(), asOf).keep(pingId, found, without);
    }

    /**
     * As {@link #conclude}, of a walk that is held in memory; changes nothing.
     *
     * @return empty when another ping has kept more since the walk was begun
     */
    public Optional<List<MetricResult>> look(
            Footing footing, Instant asOf, SharedScan scan, List<Walk> walked, Set<PlannedMetric> without) {
        return isStale(footing)
                ? Optional.empty()
                : Optional.of(new Conclusion(store, memory, scan, footing, asOf).look(Findings.of(walked), without));
    }

    /** Whether what a walk builds on is no longer what is kept. */
    private boolean isStale(Footing footing) {
        return footing.kind() == Footing.Kind.CONTINUES
                && !store.find(footing.keptId()).map(Kept::pingId).equals(Optional.ofNullable(footing.keptBy()));
    }

    /** Forgets what the ping built on, and what is kept of scans that are no longer asked for. */
    public void end(UUID pingId, Instant asOf) {
        store.end(pingId, asOf);
    }
}
