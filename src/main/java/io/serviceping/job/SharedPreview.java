package io.serviceping.job;

import io.serviceping.count.ApplicationDatabases;
import io.serviceping.count.Chunk;
import io.serviceping.count.Counter;
import io.serviceping.count.MetricResult;
import io.serviceping.count.ResumeKey;
import io.serviceping.count.SharedResults;
import io.serviceping.count.SpanCounter;
import io.serviceping.count.Walk;
import io.serviceping.plan.FusedStatement;
import io.serviceping.plan.PlannedMetric;
import io.serviceping.plan.Scan;
import io.serviceping.plan.SharedScan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Counts a shared scan for a preview: as the run does, in one span, with the chunks kept in memory. */
final class SharedPreview {
    private final ApplicationDatabases databases;
    private final Counter counter;
    private final SpanCounter.CountSettings settings;

    SharedPreview(ApplicationDatabases databases, Counter counter, SpanCounter.CountSettings settings) {
        this.databases = databases;
        this.counter = counter;
        this.settings = settings;
    }

    List<MetricResult> count(SharedScan scan) throws InterruptedException {
        List<Walk> walks = new ArrayList<>();
        Kept kept = new Kept(scan);
        Set<FusedStatement> givenUp = new HashSet<>();
        Optional<List<ResumeKey>> spans = databases.spans(scan, 1, settings.pause());
        if (spans.isEmpty()) {
            return asWritten(scan);
        }
        for (ResumeKey start : spans.get()) {
            new SpanCounter(databases, scan, settings, start, List.of(), givenUp).walk(() -> false, kept);
            walks.add(new Walk(walks.size(), start, kept.chunks));
        }
        List<MetricResult> results = new ArrayList<>(kept.otherwise.values());
        results.addAll(SharedResults.of(scan, walks, settings.setBytes(), kept.otherwise.keySet()));
        return results;
    }

    private List<MetricResult> asWritten(SharedScan scan) throws InterruptedException {
        List<MetricResult> results = new ArrayList<>();
        for (Scan one : scan.asWritten().values()) {
            results.addAll(counter.count(one));
        }
        return results;
    }

    private final class Kept implements SpanCounter.Ledger {
        private final SharedScan scan;
        private final List<Chunk> chunks = new ArrayList<>();
        private final Map<PlannedMetric, MetricResult> otherwise = new LinkedHashMap<>();

        Kept(SharedScan scan) {
            this.scan = scan;
        }

        @Override
        public void store(Chunk chunk) {
            chunks.add(chunk);
        }

        @Override
        public void giveUp(FusedStatement statement) throws InterruptedException {
            for (PlannedMetric metric : scan.answeredBy(statement)) {
                Scan own = Objects.requireNonNull(scan.asWritten().get(metric));
                otherwise.put(metric, counter.count(own).get(0));
            }
        }
    }
}
