package io.serviceping.count.span;

import io.serviceping.count.CountingFixture;
import io.serviceping.count.LargeTables;
import io.serviceping.count.WrittenScanRunner;
import io.serviceping.count.catalog.CatalogReader;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.CountLimits;
import io.serviceping.count.database.ThrottleListener;
import io.serviceping.count.range.RangeWalking;
import io.serviceping.count.range.ResumeKey;
import io.serviceping.count.range.SpanSplitter;
import io.serviceping.count.result.MetricResult;
import io.serviceping.count.result.MetricValue;
import io.serviceping.count.result.Outcome;
import io.serviceping.definition.DataCategory;
import io.serviceping.definition.KeyPath;
import io.serviceping.definition.Lifecycle;
import io.serviceping.definition.Metric;
import io.serviceping.definition.MetricDefinition;
import io.serviceping.definition.TimeFrame;
import io.serviceping.definition.TimestampColumn;
import io.serviceping.definition.TimestampUnit;
import io.serviceping.definition.ValueType;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.plan.SharedScanPlanner;
import io.serviceping.plan.fusion.Narrowing;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.plan.scan.WrittenScan;
import io.serviceping.testing.Parsed;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** One shared scan over a table {@code t}, with one connection, and the state that a run would have stored. */
public final class SharedScanFixture implements AutoCloseable {
    private static final Instant AS_OF = Instant.parse("2026-11-16T00:00:00Z");
    private static final long FIRST_WIDTH = 8;

    /** Stands for a kill of the process: nothing catches it. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    public final SharedScan scan;
    private final ApplicationDatabases databases;
    private final WrittenScanRunner counter;
    private final Narrowing narrowing = new Narrowing();
    private final SpanScanner.CountSettings settings;
    /** The state that survives a kill. */
    private final List<ResumeKey> starts;

    private final List<List<Chunk>> stored = new ArrayList<>();
    private final Map<PlannedMetric, MetricResult> otherwise = new LinkedHashMap<>();
    private int moments;
    private int killAt = -1;

    public SharedScanFixture(
            TestDatabase.Url url, Duration timeout, SpanScanner.CountSettings settings, String... metrics)
            throws InterruptedException {
        this(url, new CountLimits(timeout, timeout, 1, 1), settings, metrics);
    }

    public SharedScanFixture(
            TestDatabase.Url url, CountLimits limits, SpanScanner.CountSettings settings, String... metrics)
            throws InterruptedException {
        AtomicLong nanoTime = new AtomicLong();
        Map<String, JdbcAddress> addresses =
                Map.of("main", new JdbcAddress(url.jdbc(), url.username(), url.password()));
        // A second passes between statements, so that the throttle checks before each.
        this.databases = new ApplicationDatabases(
                addresses, limits, ThrottleListener.NONE, () -> false, () -> nanoTime.addAndGet(1_000_000_000));
        this.counter = new WrittenScanRunner(databases, rest -> true);
        this.settings = settings;
        // What is counted can be given a short time; a plan gets all that it needs.
        try (ApplicationDatabases planning = new ApplicationDatabases(
                addresses, new CountLimits(CountingFixture.LONG, CountingFixture.LONG, 1, 1))) {
            this.scan = shared(planning, narrowing, false, metrics);
            this.starts = SpanSplitter.of(planning, scan, 4, settings.pause()).orElseThrow().stream()
                    .map(SharedScanFixture::small)
                    .toList();
        }
        starts.forEach(start -> stored.add(new ArrayList<>()));
    }

    /** Metrics over all time in one shared scan; for an append-only table, with the time column {@code created_at}. */
    public static SharedScan shared(ApplicationDatabases databases, boolean appendOnly, String... metrics) {
        return shared(databases, new Narrowing(), appendOnly, metrics);
    }

    private static SharedScan shared(
            ApplicationDatabases databases, Narrowing narrowing, boolean appendOnly, String... metrics) {
        List<MetricDefinition> definitions = new ArrayList<>();
        for (String sql : metrics) {
            KeyPath keyPath = new KeyPath("m.n" + definitions.size());
            definitions.add(new MetricDefinition(
                    keyPath,
                    "What a test counts.",
                    "any",
                    sql.contains("group by") ? ValueType.OBJECT : ValueType.NUMBER,
                    new Lifecycle.Active(),
                    "1.0",
                    DataCategory.OPTIONAL,
                    List.of(new Metric(keyPath, TimeFrame.ALL)),
                    "main",
                    Parsed.sql(sql),
                    Optional.empty(),
                    appendOnly
                            ? Optional.of(new TimestampColumn("created_at", TimestampUnit.TIMESTAMP))
                            : Optional.empty(),
                    appendOnly,
                    Path.of("any.yml"),
                    1));
        }
        Plan alone = CountingFixture.planned(definitions, AS_OF);
        Plan plan = new CatalogReader(databases)
                .withFacts(
                        "main",
                        facts -> new SharedScanPlanner(definitions, AS_OF, Duration.ZERO, narrowing)
                                .share(alone, "main", new LargeTables(facts)));
        if (plan.shared().size() != 1 || !plan.scans().isEmpty()) {
            throw new IllegalStateException("all must share one scan but " + plan.notShared());
        }
        return plan.shared().get(0);
    }

    private static ResumeKey small(ResumeKey span) {
        if (span instanceof ResumeKey.Numbers numbers) {
            return new ResumeKey.Numbers(numbers.next(), numbers.end(), FIRST_WIDTH);
        } else if (span instanceof ResumeKey.Keyset keyset) {
            return new ResumeKey.Keyset(keyset.after(), keyset.end(), FIRST_WIDTH);
        }
        return span;
    }

    /** Whether a process is killed at a moment: before or after each store. */
    public boolean isKilledAt(int moment) throws InterruptedException {
        moments = 0;
        killAt = moment;
        try {
            walk();
            return false;
        } catch (Killed e) {
            return true;
        } finally {
            killAt = -1;
        }
    }

    /** Walks the remaining ranges as a new process, which knows only the stored state. Returns whether it finished. */
    public boolean walk() throws InterruptedException {
        Set<PlannedMetric> failed = new HashSet<>(otherwise.keySet());
        for (int span = 0; span < starts.size(); span++) {
            SpanProgress progress = new SpanProgress(span, starts.get(span), stored.get(span));
            if (!progress.isFinished()) {
                if (!RangeWalking.isResumable(scan.range().key())) {
                    stored.get(span).clear();
                    progress = new SpanProgress(span, starts.get(span), List.of());
                }
                SpanScanner counting = new SpanScanner(databases, scan, narrowing, settings, progress, failed);
                if (!counting.walk(() -> false, new Stored(span))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The key paths of the metrics that were given up. */
    public Set<String> givenUp() {
        return otherwise.keySet().stream()
                .map(metric -> metric.keyPath().value())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    public int chunks() {
        return stored.stream().mapToInt(List::size).sum();
    }

    /** The stored chunks, span by span. */
    public List<Chunk> storedChunks() {
        return stored.stream().flatMap(List::stream).toList();
    }

    public Map<String, String> values() {
        Map<String, String> values = new TreeMap<>();
        outcomes().forEach((keyPath, outcome) -> values.put(keyPath, text(outcome)));
        return values;
    }

    public Outcome outcome(String keyPath) {
        return Objects.requireNonNull(outcomes().get(keyPath));
    }

    private Map<String, Outcome> outcomes() {
        List<SpanProgress> spans = new ArrayList<>();
        for (int span = 0; span < starts.size(); span++) {
            spans.add(new SpanProgress(span, starts.get(span), stored.get(span)));
        }
        List<MetricResult> results = new ArrayList<>(otherwise.values());
        results.addAll(ScanResults.of(scan, spans, settings.setBytes(), otherwise.keySet(), StoredSketches.NONE));
        Map<String, Outcome> outcomes = new TreeMap<>();
        results.forEach(result -> outcomes.put(result.metric().keyPath().value(), result.outcome()));
        return outcomes;
    }

    /** The same metrics, each run as written. */
    public Map<String, String> ownValues() throws InterruptedException {
        Map<String, String> values = new TreeMap<>();
        for (PlannedMetric metric : scan.answers()) {
            WrittenScan own = Objects.requireNonNull(scan.asWritten().get(metric));
            values.put(metric.keyPath().value(), text(counter.count(own).get(0).outcome()));
        }
        return values;
    }

    private static String text(Outcome outcome) {
        if (outcome instanceof Outcome.Counted counted) {
            return counted.value() instanceof MetricValue.Grouped groups
                    ? new TreeMap<>(groups.values()).toString()
                    : counted.value().toString();
        }
        return outcome instanceof Outcome.Unavailable unavailable
                ? unavailable.why().text()
                : outcome.toString();
    }

    private void moment() {
        if (moments++ == killAt) {
            throw new Killed();
        }
    }

    private final class Stored implements SpanScanner.ChunkSink {
        private final int span;

        Stored(int span) {
            this.span = span;
        }

        @Override
        public void store(Chunk chunk) {
            moment();
            stored.get(span).add(chunk);
            moment();
        }

        @Override
        public void beginAgain() {
            moment();
            stored.get(span).clear();
            moment();
        }

        @Override
        public void giveUp(Map<PlannedMetric, Outcome.Unavailable> metrics) throws InterruptedException {
            moment();
            Map<PlannedMetric, MetricResult> results = new LinkedHashMap<>();
            for (PlannedMetric metric : metrics.keySet()) {
                WrittenScan own = Objects.requireNonNull(scan.asWritten().get(metric));
                results.put(metric, counter.count(own).get(0));
            }
            moment();
            otherwise.putAll(results);
            moment();
        }
    }

    @Override
    public void close() {
        databases.close();
    }
}
