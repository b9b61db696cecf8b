package io.serviceping.job.run;

import io.serviceping.count.CountingStore;
import io.serviceping.count.WrittenScanRunner;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.result.MetricResult;
import io.serviceping.count.result.Outcome;
import io.serviceping.count.span.Chunk;
import io.serviceping.count.span.FailedStatement;
import io.serviceping.count.span.SpanProgress;
import io.serviceping.count.span.SpanScanner;
import io.serviceping.count.span.SpanStore;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.RangeKey;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.plan.scan.WrittenScan;
import io.serviceping.state.TakenOverException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A partition that scans one span of a shared scan. After each range, the result, the key to resume from, and the
 * step's progress commit in one transaction.
 */
final class SpanPartition {
    private static final Logger LOG = LoggerFactory.getLogger(SpanPartition.class);
    private static final String CHUNKS = "chunks";

    private final RunContext run;
    private final ApplicationDatabases databases;
    private final WrittenScanRunner counter;
    private final CountingStore store;
    private final SpanStore spanStore;
    private final JobRepository repository;
    private final TransactionTemplate transaction;
    private final SpanScanner.CountSettings settings;

    SpanPartition(
            RunInputs run,
            Counting counting,
            CountingStore store,
            SpanStore spanStore,
            JobRepository repository,
            TransactionTemplate transaction) {
        this.run = run.context();
        this.databases = counting.databases();
        this.counter = counting.counter();
        this.settings = counting.settings();
        this.store = store;
        this.spanStore = spanStore;
        this.repository = repository;
        this.transaction = transaction;
    }

    /** What a partition needs for counting. */
    record Counting(ApplicationDatabases databases, WrittenScanRunner counter, SpanScanner.CountSettings settings) {}

    void walk(StepExecution step, String scanId, int span, BooleanSupplier stopping)
            throws InterruptedException, JobInterruptedException {
        SharedScan scan = run.sharedScan(scanId);
        SpanProgress walk = scan.range().key() instanceof RangeKey.Blocks
                ? beginAgain(scanId, span)
                : spanStore.walk(run.counting().pingId(), scanId, span);
        if (!walk.isFinished()) {
            walk(step, scanId, walk, stopping);
        }
    }

    private SpanProgress beginAgain(String scanId, int span) {
        return Objects.requireNonNull(transaction.execute(
                status -> spanStore.beginAgain(run.counting().pingId(), scanId, span)));
    }

    private void walk(StepExecution step, String scanId, SpanProgress walk, BooleanSupplier stopping)
            throws InterruptedException, JobInterruptedException {
        SharedScan scan = run.sharedScan(scanId);
        SpanScanner spanCounter =
                new SpanScanner(databases, scan, settings, walk.left(), walk.chunks(), run.givenUp(scanId));
        Stored stored = new Stored(step, scanId, walk);
        try {
            if (!spanCounter.walk(stopping, stored)) {
                throw new JobInterruptedException("between two ranges: the run is stopping");
            }
        } catch (OutOfMemoryError e) {
            stored.giveUpAll();
        }
    }

    private final class Stored implements SpanScanner.ChunkSink {
        private final StepExecution step;
        /** The scan's {@link SharedScan#id}, which is a hash of all its SQL. */
        private final String scanId;

        private final SharedScan scan;
        private SpanProgress walk;

        Stored(StepExecution step, String scanId, SpanProgress walk) {
            this.step = step;
            this.scanId = scanId;
            this.scan = run.sharedScan(scanId);
            this.walk = walk;
        }

        @Override
        public void store(Chunk chunk) {
            transaction.executeWithoutResult(status -> {
                if (!spanStore.append(run.counting().pingId(), scanId, walk, chunk)) {
                    throw new TakenOverException("Another run has begun to count the same ranges; this one stopped,"
                            + " and what it stored before is kept.");
                }
                step.getExecutionContext().putInt(CHUNKS, chunk.number() + 1);
                repository.updateExecutionContext(step);
            });
        }

        @Override
        public void beginAgain() {
            walk = SpanPartition.this.beginAgain(scanId, walk.span());
        }

        /**
         * Gives the metrics up exactly once. Other spans wait until that is stored, so that no later range is stored
         * without it.
         */
        @Override
        public void giveUp(Map<PlannedMetric, Outcome.Unavailable> metrics) throws InterruptedException {
            Set<PlannedMetric> givenUp = run.givenUp(scanId);
            synchronized (givenUp) {
                Map<PlannedMetric, Outcome.Unavailable> more = new LinkedHashMap<>(metrics);
                more.keySet().removeAll(givenUp);
                more.forEach((metric, why) -> LOG.info(
                        "{} makes the scan of {} fail and is asked on its own: {}",
                        metric.keyPath(),
                        scan.table().name(),
                        why.reason()));
                record(more);
                givenUp.addAll(more.keySet());
            }
        }

        /** Memory is too small for the scan: its metrics have no value. All other metrics keep theirs. */
        void giveUpAll() {
            Set<PlannedMetric> givenUp = run.givenUp(scanId);
            synchronized (givenUp) {
                List<PlannedMetric> left = scan.answers().stream()
                        .filter(metric -> !givenUp.contains(metric))
                        .toList();
                transaction.executeWithoutResult(status -> left.forEach(metric -> store.record(
                        run.counting().pingId(),
                        Objects.requireNonNull(scan.asWritten().get(metric)),
                        List.of(new MetricResult(metric, FailedStatement.outOfMemory(), Duration.ZERO)))));
                givenUp.addAll(left);
            }
        }

        /** Runs each metric as written, so that only a metric that fails on its own has no value. */
        private void record(Map<PlannedMetric, Outcome.Unavailable> metrics) throws InterruptedException {
            Map<WrittenScan, MetricResult> results = new LinkedHashMap<>();
            for (Map.Entry<PlannedMetric, Outcome.Unavailable> metric : metrics.entrySet()) {
                WrittenScan own = Objects.requireNonNull(scan.asWritten().get(metric.getKey()));
                results.put(own, counter.count(own).get(0).apartFor(metric.getValue()));
            }
            transaction.executeWithoutResult(status ->
                    results.forEach((own, result) -> store.record(run.counting().pingId(), own, List.of(result))));
        }
    }
}
