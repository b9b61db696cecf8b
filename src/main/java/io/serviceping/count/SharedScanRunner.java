package io.serviceping.count;

import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.range.ResumeKey;
import io.serviceping.count.result.MetricResult;
import io.serviceping.count.result.Outcome;
import io.serviceping.count.span.Chunk;
import io.serviceping.count.span.FailedStatement;
import io.serviceping.count.span.SpanProgress;
import io.serviceping.count.span.SpanScanner;
import io.serviceping.plan.fusion.Narrowing;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.RangeKey;
import io.serviceping.plan.scan.SharedScan;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one shared scan, span by span, and gives each chunk to a sink. Several threads may each run a span. */
public final class SharedScanRunner {
    private static final Logger LOG = LoggerFactory.getLogger(SharedScanRunner.class);
    /** One thread scans a table with fewer rows. */
    private static final long ROWS_WORTH_SPLITTING = 200_000;

    private final SharedScan scan;
    private final Narrowing narrowing;
    private final Stage stage;
    private final ScanSink sink;
    /** Grows while the scan runs. */
    private final Set<PlannedMetric> givenUp = ConcurrentHashMap.newKeySet();

    /** @param narrowing writes the scan's statements without metrics that fail */
    public SharedScanRunner(SharedScan scan, Narrowing narrowing, Stage stage, ScanSink sink) {
        this.scan = scan;
        this.narrowing = narrowing;
        this.stage = stage;
        this.sink = sink;
    }

    /**
     * What all scans count with.
     *
     * @param written runs the metrics that a scan gives up
     */
    public record Stage(ApplicationDatabases databases, WrittenScanRunner written, SpanScanner.CountSettings settings) {
        public Stage(ApplicationDatabases databases, SpanScanner.CountSettings settings) {
            this(databases, new WrittenScanRunner(databases, settings.pause()), settings);
        }
    }

    public SharedScan scan() {
        return scan;
    }

    /**
     * Begins or resumes the scan.
     *
     * @param threads how many spans may run at the same time
     * @return what is left of each span. Empty: the key range cannot be read, so each metric must run as written
     */
    public Optional<List<ResumeKey>> begin(int threads) throws InterruptedException {
        givenUp.addAll(sink.givenUp());
        int most = scan.table().estimatedRows() < ROWS_WORTH_SPLITTING ? 1 : threads;
        return sink.left(most, stage.settings().pause());
    }

    /**
     * Runs a span to its end, or until it is stopped.
     *
     * @param stored is told how many chunks the span has, with each chunk that is stored
     * @return false when stopped before the span's end
     * @throws io.serviceping.count.database.DatabaseUnavailableException when the database cannot be reached
     * @throws io.serviceping.count.database.StoppedException when a metric that was given up waits and the run is to
     *     stop
     */
    public boolean run(int span, BooleanSupplier stopping, IntConsumer stored) throws InterruptedException {
        boolean resumable = !(scan.range().key() instanceof RangeKey.Blocks);
        SpanProgress progress = resumable ? sink.span(span) : sink.beginAgain(span);
        if (progress.isFinished()) {
            return true;
        }
        SpanScanner scanner = new SpanScanner(stage.databases(), scan, narrowing, stage.settings(), progress, givenUp);
        try {
            return scanner.walk(stopping, new StoringSink(progress, stored));
        } catch (OutOfMemoryError e) {
            giveUpAll();
            return true;
        }
    }

    private final class StoringSink implements SpanScanner.ChunkSink {
        private final IntConsumer stored;
        private SpanProgress progress;

        StoringSink(SpanProgress progress, IntConsumer stored) {
            this.progress = progress;
            this.stored = stored;
        }

        @Override
        public void store(Chunk chunk) {
            sink.append(progress, chunk, stored);
        }

        @Override
        public void rangeRead(long rowsSeen) {
            sink.rangeRead(rowsSeen);
        }

        @Override
        public void beginAgain() {
            progress = sink.beginAgain(progress.span());
        }

        /**
         * Gives the metrics up exactly once. Other spans wait until that is stored, so that no later range is stored
         * without it. Runs each metric as written, so that only a metric that fails on its own has no value.
         */
        @Override
        public void giveUp(Map<PlannedMetric, Outcome.Unavailable> metrics) throws InterruptedException {
            synchronized (givenUp) {
                Map<PlannedMetric, MetricResult> results = new LinkedHashMap<>();
                for (Map.Entry<PlannedMetric, Outcome.Unavailable> failed : metrics.entrySet()) {
                    PlannedMetric metric = failed.getKey();
                    Outcome.Unavailable why = failed.getValue();
                    if (!givenUp.contains(metric)) {
                        LOG.info(
                                "{} makes the scan of {} fail and is asked on its own: {}",
                                metric.keyPath(),
                                scan.table().name(),
                                why.reason());
                        results.put(metric, asWritten(metric).apartFor(why));
                    }
                }
                keep(results);
            }
        }
    }

    private MetricResult asWritten(PlannedMetric metric) throws InterruptedException {
        return stage.written()
                .count(Objects.requireNonNull(scan.asWritten().get(metric)))
                .get(0);
    }

    /** Memory is too small for the scan: its metrics have no value. All other metrics keep theirs. */
    private void giveUpAll() {
        synchronized (givenUp) {
            Map<PlannedMetric, MetricResult> results = new LinkedHashMap<>();
            for (PlannedMetric metric : scan.answers()) {
                if (!givenUp.contains(metric)) {
                    results.put(metric, new MetricResult(metric, FailedStatement.outOfMemory(), Duration.ZERO));
                }
            }
            keep(results);
        }
    }

    private void keep(Map<PlannedMetric, MetricResult> results) {
        sink.giveUp(results);
        givenUp.addAll(results.keySet());
    }
}
