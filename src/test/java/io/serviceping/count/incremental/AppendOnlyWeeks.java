package io.serviceping.count.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.Counting;
import io.serviceping.count.CountingStore;
import io.serviceping.count.WrittenScanRunner;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.range.ResumeKey;
import io.serviceping.count.result.MetricResult;
import io.serviceping.count.result.Outcome;
import io.serviceping.count.span.Chunk;
import io.serviceping.count.span.GroupSeal;
import io.serviceping.count.span.SpanProgress;
import io.serviceping.count.span.SpanScanner;
import io.serviceping.count.span.SpanStore;
import io.serviceping.count.span.StoredSketches;
import io.serviceping.count.span.TestSeal;
import io.serviceping.plan.fusion.Narrowing;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.plan.scan.WrittenScan;
import io.serviceping.state.StateDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The pings of an installation: walks shared scans of append-only tables as runs do, with some kills. */
public final class AppendOnlyWeeks {
    /** Stands for a kill of the process: nothing catches it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static final int RECOUNT_AFTER = 5;
    private static final GroupSeal SEAL = TestSeal.any();

    private final ApplicationDatabases databases;
    private final WrittenScanRunner counter;
    private final Random random;
    private final CountingStore counting;
    private final SpanStore spanStore;
    private final IncrementalStore store;
    private final IncrementalScans incremental;
    private final TransactionTemplate transaction;
    private final Narrowing narrowing = new Narrowing();
    private final UUID instance = UUID.randomUUID();
    private int kills;

    public AppendOnlyWeeks(ApplicationDatabases databases, StateDatabase state, Random random) {
        this.databases = databases;
        this.counter = new WrittenScanRunner(databases, rest -> true);
        this.random = random;
        this.counting = new CountingStore(state.dataSource());
        this.spanStore = new SpanStore(state.dataSource(), SEAL);
        this.store = new IncrementalStore(state.dataSource(), SEAL);
        this.incremental = new IncrementalScans(databases, store, spanStore, RECOUNT_AFTER, Long.MAX_VALUE);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(state.dataSource()));
    }

    /** For the planner of the scans. */
    public Narrowing narrowing() {
        return narrowing;
    }

    public int kills() {
        return kills;
    }

    /**
     * The result of a ping.
     *
     * @param mark the greatest id of the incremental state; {@link Long#MIN_VALUE} without one
     * @param segments how many segments are stored
     * @param future how many ranges of ids the next ping counts again
     */
    public record Week(
            Baseline.Kind kind,
            List<MetricResult> results,
            List<MetricResult> previewed,
            long mark,
            int segments,
            int future) {}

    public Week ping(Instant asOf, Instant begun, SharedScan scan) throws InterruptedException {
        UUID pingId = UUID.randomUUID();
        counting.begin(new Counting(pingId, instance, "w" + asOf.getEpochSecond() % 1_000_000, asOf, begun, "manual"));
        List<MetricResult> previewed = preview(asOf, scan);
        Map<PlannedMetric, MetricResult> otherwise = new LinkedHashMap<>();
        Set<PlannedMetric> failed = new HashSet<>();
        while (true) {
            try {
                List<MetricResult> results = run(pingId, asOf, scan, otherwise, failed);
                Baseline baseline = store.baselines().find(pingId, scan.id()).orElseThrow();
                transaction.executeWithoutResult(status -> {
                    incremental.end(pingId, asOf);
                    spanStore.end(pingId);
                });
                return new Week(
                        baseline.kind(),
                        results,
                        previewed,
                        store.find(baseline.incrementalId())
                                .map(IncrementalState::mark)
                                .orElse(Long.MIN_VALUE),
                        store.segments().outline(baseline.incrementalId()).size(),
                        store.find(baseline.incrementalId())
                                .map(found -> found.future().ranges().size())
                                .orElse(0));
            } catch (Killed e) {
                kills++;
            }
        }
    }

    private List<MetricResult> preview(Instant asOf, SharedScan scan) throws InterruptedException {
        IncrementalScans.Beginning beginning =
                incremental.beginning(scan, asOf, 1, rest -> true).orElseThrow();
        List<SpanProgress> walked = new ArrayList<>();
        Map<PlannedMetric, MetricResult> otherwise = new LinkedHashMap<>();
        Set<PlannedMetric> failed = new HashSet<>();
        for (ResumeKey span : beginning.spans()) {
            List<Chunk> chunks = new ArrayList<>();
            counting(scan, new SpanProgress(walked.size(), span, List.of()), failed)
                    .walk(() -> false, new Found(scan, otherwise, chunks::add));
            walked.add(new SpanProgress(walked.size(), span, chunks));
        }
        List<MetricResult> results = new ArrayList<>(otherwise.values());
        results.addAll(incremental
                .look(beginning.baseline().orElseThrow(), asOf, scan, walked, otherwise.keySet())
                .orElseThrow());
        return results;
    }

    private List<MetricResult> run(
            UUID pingId,
            Instant asOf,
            SharedScan scan,
            Map<PlannedMetric, MetricResult> otherwise,
            Set<PlannedMetric> failed)
            throws InterruptedException {
        boolean isBegun = Boolean.TRUE.equals(transaction.execute(status -> incremental.isBegun(pingId, scan)));
        if (!isBegun) {
            IncrementalScans.Beginning beginning = incremental
                    .beginning(scan, asOf, 1 + random.nextInt(3), rest -> true)
                    .orElseThrow();
            List<ResumeKey> small = beginning.spans().stream().map(this::small).toList();
            transaction.executeWithoutResult(status ->
                    incremental.begin(pingId, scan, new IncrementalScans.Beginning(beginning.baseline(), small)));
        }
        int spans = spanStore.left(pingId, scan.id()).size();
        for (int span = 0; span < spans; span++) {
            SpanProgress progress = spanStore.walk(pingId, scan.id(), span);
            counting(scan, progress, failed)
                    .walk(() -> false, new Found(scan, otherwise, chunk -> store(pingId, scan, progress, chunk)));
        }
        return Objects.requireNonNull(transaction.execute(status -> {
            List<MetricResult> results = new ArrayList<>(otherwise.values());
            results.addAll(incremental.conclude(pingId, asOf, scan, otherwise.keySet(), StoredSketches.NONE));
            perhapsKill();
            return results;
        }));
    }

    private void store(UUID pingId, SharedScan scan, SpanProgress progress, Chunk chunk) {
        transaction.executeWithoutResult(status -> {
            assertThat(spanStore.append(pingId, scan.id(), progress, chunk)).isTrue();
            perhapsKill();
        });
        perhapsKill();
    }

    private void perhapsKill() {
        if (random.nextInt(12) == 0) {
            throw new Killed();
        }
    }

    private SpanScanner counting(SharedScan scan, SpanProgress progress, Set<PlannedMetric> failed) {
        return new SpanScanner(
                databases,
                scan,
                narrowing,
                new SpanScanner.CountSettings(Duration.ofMillis(1 + random.nextInt(20)), Long.MAX_VALUE, rest -> true),
                progress,
                failed);
    }

    private ResumeKey small(ResumeKey span) {
        ResumeKey.Numbers numbers = (ResumeKey.Numbers) span;
        return new ResumeKey.Numbers(numbers.next(), numbers.end(), 1 + random.nextInt(80));
    }

    private interface Store {
        void store(Chunk chunk);
    }

    private final class Found implements SpanScanner.ChunkSink {
        private final SharedScan scan;
        private final Map<PlannedMetric, MetricResult> otherwise;
        private final Store store;

        Found(SharedScan scan, Map<PlannedMetric, MetricResult> otherwise, Store store) {
            this.scan = scan;
            this.otherwise = otherwise;
            this.store = store;
        }

        @Override
        public void store(Chunk chunk) {
            store.store(chunk);
        }

        @Override
        public void beginAgain() {
            throw new AssertionError("a table that only grows is not walked in one snapshot");
        }

        @Override
        public void giveUp(Map<PlannedMetric, Outcome.Unavailable> metrics) throws InterruptedException {
            for (PlannedMetric metric : metrics.keySet()) {
                WrittenScan own = Objects.requireNonNull(scan.asWritten().get(metric));
                otherwise.put(metric, counter.count(own).get(0));
            }
        }
    }
}
