package io.serviceping.events;

import io.serviceping.count.CountingFixture;
import io.serviceping.count.LargeTables;
import io.serviceping.count.WrittenScanRunner;
import io.serviceping.count.catalog.CatalogReader;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.CountLimits;
import io.serviceping.count.result.MetricResult;
import io.serviceping.count.result.Outcome;
import io.serviceping.count.span.StoredProgress;
import io.serviceping.definition.InvalidDefinitionsException;
import io.serviceping.definition.MetricDefinition;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.plan.SharedScanPlanner;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.plan.scan.WrittenScan;
import io.serviceping.state.StateDatabase;
import io.serviceping.state.StateUnavailableException;
import io.serviceping.testing.Definitions;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Counts the metrics of a home folder over an application's database. */
final class CountedMetrics implements AutoCloseable {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final List<MetricDefinition> definitions;
    private final Instant asOf;
    private final Plan alone;
    private final ApplicationDatabases databases;

    CountedMetrics(Path home, Instant asOf, TestDatabase.Url url) throws InvalidDefinitionsException {
        this.definitions = Definitions.of(home).all();
        this.asOf = asOf;
        this.alone = CountingFixture.planned(definitions, asOf);
        this.databases = new ApplicationDatabases(
                Map.of("main", new JdbcAddress(url.jdbc(), url.username(), url.password())),
                new CountLimits(LONG, LONG, 1, 1));
    }

    /** As a run does, with tables that seem to be as large as they are, or large, in small ranges. */
    Map<PlannedMetric, Outcome> shared(boolean large, Random random)
            throws InterruptedException, StateUnavailableException {
        Map<PlannedMetric, Outcome> outcomes = new TreeMap<>(Comparator.comparing(PlannedMetric::keyPath));
        Plan plan;
        TestDatabase.Url state = TestDatabase.H2.create();
        try (StateDatabase store =
                StateDatabase.open(new JdbcAddress(state.jdbc(), state.username(), state.password()), 2)) {
            StoredProgress progress = new StoredProgress(databases, store, random, false);
            plan = new CatalogReader(databases)
                    .withFacts(
                            "main",
                            facts -> new SharedScanPlanner(definitions, asOf, Duration.ZERO, progress.narrowing())
                                    .share(alone, "main", large ? new LargeTables(facts) : facts));
            for (SharedScan scan : plan.shared()) {
                for (MetricResult result : progress.results(scan)) {
                    outcomes.put(result.metric(), result.outcome());
                }
            }
        }
        written(plan, outcomes);
        return outcomes;
    }

    /** Each with its own statement. */
    Map<PlannedMetric, Outcome> written() throws InterruptedException {
        Map<PlannedMetric, Outcome> outcomes = new TreeMap<>(Comparator.comparing(PlannedMetric::keyPath));
        written(alone, outcomes);
        return outcomes;
    }

    private void written(Plan plan, Map<PlannedMetric, Outcome> outcomes) throws InterruptedException {
        WrittenScanRunner runner = new WrittenScanRunner(databases, rest -> true);
        for (WrittenScan scan : plan.scans()) {
            outcomes.put(scan.answers().get(0), runner.count(scan).get(0).outcome());
        }
    }

    @Override
    public void close() {
        databases.close();
    }
}
