package io.serviceping.count.span;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.Counting;
import io.serviceping.count.CountingStore;
import io.serviceping.count.WrittenScanRunner;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.distinct.DistinctMemory;
import io.serviceping.count.range.ResumeKey;
import io.serviceping.count.range.SpanSplitter;
import io.serviceping.count.result.MetricResult;
import io.serviceping.count.result.Outcome;
import io.serviceping.plan.fusion.Narrowing;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.RangeKey;
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

/**
 * Walks shared scans as a run does, in small ranges. Walks are stopped at random and resumed, optionally from a store.
 */
public final class StoredProgress {
    private static final Instant ANY = Instant.parse("2026-11-16T00:00:00Z");

    private final ApplicationDatabases databases;
    private final WrittenScanRunner counter;
    private final SpanStore store;
    private final TransactionTemplate transaction;
    private final Random random;
    private final boolean stored;
    private final Narrowing narrowing = new Narrowing();
    private final UUID pingId = UUID.randomUUID();
    private int chunks;
    private int givenUp;

    public StoredProgress(ApplicationDatabases databases, StateDatabase state, Random random, boolean stored) {
        this.databases = databases;
        this.counter = new WrittenScanRunner(databases, rest -> true);
        this.store = new SpanStore(state.dataSource(), TestSeal.any());
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(state.dataSource()));
        this.random = random;
        this.stored = stored;
        if (stored) {
            new CountingStore(state.dataSource())
                    .begin(new Counting(pingId, UUID.randomUUID(), "2026-W46", ANY, ANY, "manual"));
        }
    }

    public int chunks() {
        return chunks;
    }

    /** For the planner of the scans. */
    public Narrowing narrowing() {
        return narrowing;
    }

    public int givenUp() {
        return givenUp;
    }

    public List<MetricResult> results(SharedScan scan) throws InterruptedException {
        List<ResumeKey> starts =
                SpanSplitter.of(databases, scan, 1 + random.nextInt(3), rest -> true).orElseThrow().stream()
                        .map(this::small)
                        .toList();
        if (stored) {
            store.begin(pingId, scan.id(), starts);
        }
        Set<PlannedMetric> failed = new HashSet<>();
        Map<PlannedMetric, MetricResult> otherwise = new LinkedHashMap<>();
        List<SpanProgress> spans = new ArrayList<>();
        for (int span = 0; span < starts.size(); span++) {
            spans.add(walk(scan, new SpanProgress(span, starts.get(span), List.of()), failed, otherwise));
        }
        givenUp += failed.size();
        List<MetricResult> results = new ArrayList<>(otherwise.values());
        results.addAll(ScanResults.of(
                scan,
                stored ? store.findings(pingId, scan.id()) : SpanResults.of(spans),
                new DistinctMemory(Long.MAX_VALUE),
                otherwise.keySet(),
                StoredSketches.of(databases, rest -> true, scan)));
        return results;
    }

    private SpanProgress walk(
            SharedScan scan, SpanProgress start, Set<PlannedMetric> failed, Map<PlannedMetric, MetricResult> otherwise)
            throws InterruptedException {
        List<Chunk> found = new ArrayList<>();
        SpanScanner.CountSettings settings =
                new SpanScanner.CountSettings(Duration.ofMillis(1 + random.nextInt(30)), Long.MAX_VALUE, rest -> true);
        while (true) {
            SpanProgress progress = stored
                    ? store.walk(pingId, scan.id(), start.span())
                    : new SpanProgress(start.span(), start.start(), found);
            if (scan.range().key() instanceof RangeKey.Blocks && !progress.isFinished()) {
                progress = stored ? store.beginAgain(pingId, scan.id(), start.span()) : start;
                found.clear();
            }
            SpanScanner counting = new SpanScanner(databases, scan, narrowing, settings, progress, failed);
            if (counting.walk(() -> random.nextInt(20) == 0, new StoringSink(scan, progress, found, otherwise))) {
                chunks += found.size();
                return new SpanProgress(start.span(), start.start(), found);
            }
        }
    }

    /** Starts with small ranges, so that small tables have many. */
    private ResumeKey small(ResumeKey span) {
        if (span instanceof ResumeKey.Numbers numbers) {
            return new ResumeKey.Numbers(numbers.next(), numbers.end(), 1 + random.nextInt(80));
        } else if (span instanceof ResumeKey.Keyset keyset) {
            return new ResumeKey.Keyset(keyset.after(), keyset.end(), 1 + random.nextInt(80));
        }
        return span;
    }

    private final class StoringSink implements SpanScanner.ChunkSink {
        private final SharedScan scan;
        private final List<Chunk> found;
        private final Map<PlannedMetric, MetricResult> otherwise;
        private SpanProgress progress;

        StoringSink(
                SharedScan scan, SpanProgress progress, List<Chunk> found, Map<PlannedMetric, MetricResult> otherwise) {
            this.scan = scan;
            this.progress = progress;
            this.found = found;
            this.otherwise = otherwise;
        }

        @Override
        public void beginAgain() {
            found.clear();
            if (stored) {
                progress = store.beginAgain(pingId, scan.id(), progress.span());
            }
        }

        @Override
        public void store(Chunk chunk) {
            found.add(chunk);
            if (stored) {
                transaction.executeWithoutResult(status -> assertThat(store.append(pingId, scan.id(), progress, chunk))
                        .isTrue());
            }
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
