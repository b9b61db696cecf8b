package io.serviceping.job.preview;

import io.serviceping.count.ScanSink;
import io.serviceping.count.SharedScanRunner;
import io.serviceping.count.incremental.IncrementalScans;
import io.serviceping.count.range.ResumeKey;
import io.serviceping.count.range.SpanSplitter;
import io.serviceping.count.result.MetricResult;
import io.serviceping.count.span.Chunk;
import io.serviceping.count.span.ScanResults;
import io.serviceping.count.span.SpanProgress;
import io.serviceping.count.span.StoredSketches;
import io.serviceping.plan.fusion.Narrowing;
import io.serviceping.plan.scan.IncrementalMode;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.plan.scan.WrittenScan;
import io.serviceping.time.Sleeper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/** Runs a shared scan for a preview: as in a run, but in one thread and with its progress in memory. */
final class PreviewScan implements ScanSink {
    private final SharedScan scan;
    private final Narrowing narrowing;
    private final SharedScanRunner.Stage stage;
    private final PreviewBaseline incremental;
    private final Optional<IncrementalScans.Beginning> beginning;
    private final List<SpanProgress> spans = new ArrayList<>();
    private final Map<PlannedMetric, MetricResult> otherwise = new LinkedHashMap<>();

    private PreviewScan(SharedScan scan, Narrowing narrowing, SharedScanRunner.Stage stage, PreviewBaseline incremental)
            throws Exception {
        this.scan = scan;
        this.narrowing = narrowing;
        this.stage = stage;
        this.incremental = incremental;
        this.beginning = scan.incremental() instanceof IncrementalMode.Settled
                ? incremental.beginning(scan)
                : SpanSplitter.of(stage.databases(), scan, 1, stage.settings().pause())
                        .map(IncrementalScans.Beginning::of);
        beginning.ifPresent(begun ->
                begun.spans().forEach(start -> spans.add(new SpanProgress(spans.size(), start, List.of()))));
    }

    /** The results of all metrics. Counts again if a run has stored newer incremental state. */
    static List<MetricResult> results(
            SharedScan scan, Narrowing narrowing, SharedScanRunner.Stage stage, PreviewBaseline incremental)
            throws Exception {
        Optional<List<MetricResult>> results = Optional.empty();
        while (results.isEmpty()) {
            results = new PreviewScan(scan, narrowing, stage, incremental).results();
        }
        return results.get();
    }

    private Optional<List<MetricResult>> results() throws Exception {
        if (beginning.isEmpty()) {
            return Optional.of(asWritten());
        }
        SharedScanRunner runner = new SharedScanRunner(scan, narrowing, stage, this);
        for (int span = 0; span < spans.size(); span++) {
            runner.run(span, () -> false, chunks -> {});
        }
        Optional<List<MetricResult>> shared = beginning.get().baseline().isPresent()
                ? incremental.results(beginning.get(), scan, spans, givenUp())
                : Optional.of(ScanResults.of(
                        scan,
                        spans,
                        stage.settings().setBytes(),
                        givenUp(),
                        StoredSketches.of(stage.databases(), stage.settings().pause(), scan)));
        return shared.map(results ->
                Stream.concat(otherwise.values().stream(), results.stream()).toList());
    }

    private List<MetricResult> asWritten() throws InterruptedException {
        List<MetricResult> results = new ArrayList<>();
        for (WrittenScan one : scan.asWritten().values()) {
            results.addAll(stage.written().count(one));
        }
        return results;
    }

    @Override
    public Optional<List<ResumeKey>> left(int most, Sleeper pause) {
        return beginning.map(begun -> spans.stream().map(SpanProgress::left).toList());
    }

    @Override
    public SpanProgress span(int number) {
        return spans.get(number);
    }

    @Override
    public SpanProgress beginAgain(int number) {
        return keep(number, List.of());
    }

    @Override
    public void append(SpanProgress span, Chunk chunk, IntConsumer stored) {
        List<Chunk> chunks = new ArrayList<>(span(span.span()).chunks());
        chunks.add(chunk);
        keep(span.span(), chunks);
    }

    private SpanProgress keep(int number, List<Chunk> chunks) {
        SpanProgress progress = new SpanProgress(number, spans.get(number).start(), chunks);
        spans.set(number, progress);
        return progress;
    }

    @Override
    public void giveUp(Map<PlannedMetric, MetricResult> results) {
        otherwise.putAll(results);
    }

    @Override
    public Set<PlannedMetric> givenUp() {
        return otherwise.keySet();
    }
}
