package io.serviceping.job.preview;

import io.serviceping.count.WrittenScanRunner;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.incremental.IncrementalScans;
import io.serviceping.count.range.ResumeKey;
import io.serviceping.count.range.SpanSplitter;
import io.serviceping.count.result.MetricResult;
import io.serviceping.count.result.Outcome;
import io.serviceping.count.span.Chunk;
import io.serviceping.count.span.ScanResults;
import io.serviceping.count.span.SpanProgress;
import io.serviceping.count.span.SpanScanner;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.plan.scan.WrittenScan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Runs a shared scan for a preview: as in a run, but in one span and with its chunks in memory. */
final class PreviewScan {
    private final ApplicationDatabases databases;
    private final WrittenScanRunner counter;
    private final SpanScanner.CountSettings settings;
    private final PreviewBaseline incremental;

    PreviewScan(
            ApplicationDatabases databases,
            WrittenScanRunner counter,
            SpanScanner.CountSettings settings,
            PreviewBaseline incremental) {
        this.databases = databases;
        this.counter = counter;
        this.settings = settings;
        this.incremental = incremental;
    }

    /**
     * Runs a shared scan.
     *
     * @param beginning of an incremental scan; otherwise empty
     */
    List<MetricResult> count(SharedScan scan, Optional<IncrementalScans.Beginning> beginning) throws Exception {
        if (beginning.isPresent()) {
            Found found = walk(scan, beginning.get().spans());
            Optional<List<MetricResult>> results =
                    incremental.results(beginning.get(), scan, found.spans, found.otherwise.keySet());
            if (results.isPresent()) {
                return found.with(results.get());
            }
        }
        Optional<List<ResumeKey>> spans = SpanSplitter.of(databases, scan, 1, settings.pause());
        if (spans.isEmpty()) {
            return asWritten(scan);
        }
        Found found = walk(scan, spans.get());
        return found.with(ScanResults.of(scan, found.spans, settings.setBytes(), found.otherwise.keySet()));
    }

    private Found walk(SharedScan scan, List<ResumeKey> spans) throws InterruptedException {
        Found found = new Found(scan);
        Set<PlannedMetric> givenUp = new HashSet<>();
        for (ResumeKey start : spans) {
            found.chunks.clear();
            new SpanScanner(databases, scan, settings, start, List.of(), givenUp).walk(() -> false, found);
            found.spans.add(new SpanProgress(found.spans.size(), start, found.chunks));
        }
        return found;
    }

    private List<MetricResult> asWritten(SharedScan scan) throws InterruptedException {
        List<MetricResult> results = new ArrayList<>();
        for (WrittenScan one : scan.asWritten().values()) {
            results.addAll(counter.count(one));
        }
        return results;
    }

    private final class Found implements SpanScanner.ChunkSink {
        private final SharedScan scan;
        /** The chunks of the current span. */
        private final List<Chunk> chunks = new ArrayList<>();

        private final List<SpanProgress> spans = new ArrayList<>();
        private final Map<PlannedMetric, MetricResult> otherwise = new LinkedHashMap<>();

        Found(SharedScan scan) {
            this.scan = scan;
        }

        List<MetricResult> with(List<MetricResult> results) {
            return Stream.concat(otherwise.values().stream(), results.stream()).toList();
        }

        @Override
        public void store(Chunk chunk) {
            chunks.add(chunk);
        }

        @Override
        public void beginAgain() {
            chunks.clear();
        }

        @Override
        public void giveUp(Map<PlannedMetric, Outcome.Unavailable> metrics) throws InterruptedException {
            for (Map.Entry<PlannedMetric, Outcome.Unavailable> metric : metrics.entrySet()) {
                WrittenScan own = Objects.requireNonNull(scan.asWritten().get(metric.getKey()));
                otherwise.put(metric.getKey(), counter.count(own).get(0).apartFor(metric.getValue()));
            }
        }
    }
}
