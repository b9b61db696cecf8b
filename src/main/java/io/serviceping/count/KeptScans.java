package io.serviceping.count;

import io.serviceping.plan.Keeping;
import io.serviceping.plan.PlannedMetric;
import io.serviceping.plan.SharedScan;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Scans of tables that only grow: where a ping's walk begins, whether what is kept can be trusted, and what is kept in the
 * end. What changes the state database takes part in the transaction of the caller.
 */
public final class KeptScans {
    private final ApplicationDatabases databases;
    private final KeptStore store;
    private final WalkStore walks;
    private final int recountAfter;

    /**
     * @param recountAfter how many pings read on before one counts in full again; at least 1
     */
    public KeptScans(ApplicationDatabases databases, KeptStore store, WalkStore walks, int recountAfter) {
        this.databases = databases;
        this.store = store;
        this.walks = walks;
        this.recountAfter = recountAfter;
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
        boolean stale = footing.filter(one -> one.kind() == Footing.Kind.CONTINUES)
                .filter(one -> !store.find(one.keptId()).map(Kept::pingId).equals(Optional.ofNullable(one.keptBy())))
                .isPresent();
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
    public Optional<Beginning> beginning(SharedScan scan, Instant asOf, int most, Pause pause)
            throws InterruptedException {
        return databases.ask(scan.database(), pause, (connection, duty) -> {
            GrowingTable table = new GrowingTable(connection, duty, scan);
            String keptId = table.keptId();
            Optional<Kept> kept = store.find(keptId).filter(one -> !one.asOf().isAfter(asOf));
            Footing footing =
                    kept.isEmpty() ? new Footing(keptId, Footing.Kind.AFRESH, null, 0) : footing(table, kept.get());
            TreeSet<Long> starts = new TreeSet<>();
            tail(connection, table).ifPresent(starts::add);
            if (footing.kind() == Footing.Kind.CONTINUES) {
                long mark = kept.orElseThrow().mark();
                return new Beginning(footing, mark == Long.MAX_VALUE ? List.of() : table.spans(1, mark + 1, starts));
            }
            kept.map(Kept::mark).filter(mark -> mark < Long.MAX_VALUE).ifPresent(mark -> starts.add(mark + 1));
            return new Beginning(footing, table.spans(most, Long.MIN_VALUE, starts));
        });
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

    /** A look-up that takes too long is done without. */
    private static OptionalLong tail(Connection connection, GrowingTable table)
            throws SQLException, InterruptedException {
        try {
            return table.tail();
        } catch (SQLException e) {
            if (Dialect.isConnectionLost(e) || !connection.isValid(1)) {
                throw e;
            }
            return OptionalLong.empty();
        }
    }

    /** Stores how a scan begins. */
    public void begin(UUID pingId, SharedScan scan, Beginning beginning) {
        store.stand(pingId, scan.id(), beginning.footing());
        walks.begin(pingId, scan.id(), beginning.spans());
    }

    /**
     * The values of a scan that the ping has walked to its end.
     *
     * @param without the metrics that were answered otherwise
     */
    public List<MetricResult> results(UUID pingId, Instant asOf, SharedScan scan, Set<PlannedMetric> without) {
        List<Walk> walked = walks.walks(pingId, scan.id());
        Optional<Footing> footing = store.footing(pingId, scan.id());
        if (footing.isEmpty()) {
            return SharedResults.of(scan, walked, without);
        }
        Footing.Kind kind = footing.get().kind();
        List<Kept.Series> kept = kind == Footing.Kind.CONTINUES || kind == Footing.Kind.RECOUNTS
                ? store.series(footing.get().keptId(), asOf)
                : List.of();
        List<MetricResult> results =
                SharedResults.of(scan, walked, kind == Footing.Kind.CONTINUES ? kept : List.of(), without);
        return switch (kind) {
            case CONTINUES, AFRESH -> results;
            case DISTRUSTS ->
                results.stream()
                        .map(result -> drifted(
                                result,
                                scan,
                                Drift.Check.ROW_COUNT,
                                BigDecimal.valueOf(footing.get().difference())))
                        .toList();
            case RECOUNTS -> compared(results, scan, walked, kept, footing.get());
        };
    }

    /** What is kept against what was found of the same rows now. */
    private List<MetricResult> compared(
            List<MetricResult> results, SharedScan scan, List<Walk> walked, List<Kept.Series> kept, Footing footing) {
        Optional<Kept> before =
                store.find(footing.keptId()).filter(one -> one.pingId().equals(footing.keptBy()));
        if (before.isEmpty()) {
            return results;
        }
        List<Walk> sameRows = walked.stream()
                .filter(walk -> walk.start() instanceof ResumeKey.Numbers numbers
                        && numbers.end() <= before.get().mark())
                .toList();
        SlotTable now = SharedResults.table(scan, sameRows, List.of());
        SlotTable then = SharedResults.table(scan, List.of(), kept);
        return results.stream()
                .map(result -> isSame(then, now, result.metric())
                        ? result
                        : drifted(
                                result,
                                scan,
                                Drift.Check.RECOUNT,
                                difference(then.finish(result.metric()), now.finish(result.metric()))))
                .toList();
    }

    /** Two estimates differ without anybody's fault. */
    private static boolean isSame(SlotTable then, SlotTable now, PlannedMetric metric) {
        return then.standardError(metric) > 0
                || now.standardError(metric) > 0
                || then.finish(metric).equals(now.finish(metric));
    }

    private static @Nullable BigDecimal difference(Outcome then, Outcome now) {
        return then instanceof Outcome.Counted a
                        && now instanceof Outcome.Counted b
                        && a.value() instanceof MetricValue.Numeric before
                        && b.value() instanceof MetricValue.Numeric after
                ? after.value().subtract(before.value())
                : null;
    }

    private static MetricResult drifted(
            MetricResult result, SharedScan scan, Drift.Check check, @Nullable BigDecimal difference) {
        return new MetricResult(
                result.metric(),
                result.outcome(),
                result.took(),
                Optional.of(new Drift(scan.table().name(), check, difference)));
    }

    /**
     * Keeps what the ping found of settled rows, for the next one. A ping of an earlier period than the last leaves what
     * is kept alone, and one that lacks a statement keeps nothing of its own.
     *
     * @param without the metrics that were answered otherwise
     */
    public void keep(UUID pingId, Instant asOf, SharedScan scan, Set<PlannedMetric> without) {
        Optional<Footing> footing = store.footing(pingId, scan.id());
        if (footing.isEmpty() || !(scan.keeping() instanceof Keeping.Settled keeping)) {
            return;
        }
        String keptId = footing.get().keptId();
        Optional<Kept> before = store.find(keptId);
        boolean continues = footing.get().kind() == Footing.Kind.CONTINUES;
        if (before.filter(one -> one.asOf().isAfter(asOf)).isPresent()) {
            return;
        } else if (!without.isEmpty()) {
            if (footing.get().kind() == Footing.Kind.DISTRUSTS) {
                store.forget(keptId);
            }
            return;
        }
        List<SettledChunks.One> chunks = new SettledChunks(keeping).of(walks.walks(pingId, scan.id()));
        Optional<Long> mark = chunks.isEmpty()
                ? before.filter(one -> continues).map(Kept::mark)
                : Optional.of(chunks.get(chunks.size() - 1).lastId());
        if (mark.isEmpty()) {
            store.forget(keptId);
            return;
        }
        int uses = continues ? before.map(Kept::uses).orElse(0) + 1 : 0;
        long checkedTo = before.filter(one -> continues)
                .map(one -> checkedTo(one, store.stretches(keptId)))
                .orElse(Long.MIN_VALUE);
        store.keep(new Kept(keptId, pingId, asOf, mark.get(), uses, checkedTo), scan.id(), chunks, continues);
    }

    private static long checkedTo(Kept kept, List<Kept.Stretch> stretches) {
        List<Kept.Stretch> checked = kept.toCheck(stretches);
        return checked.isEmpty()
                ? kept.checkedTo()
                : checked.get(checked.size() - 1).last();
    }

    /** Forgets what the ping built on, and what is kept of scans that are no longer asked for. */
    public void end(UUID pingId, Instant asOf) {
        store.end(pingId, asOf);
    }
}
