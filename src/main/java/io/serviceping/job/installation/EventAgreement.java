package io.serviceping.job.installation;

import io.serviceping.count.catalog.EventTables;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.definition.EventQuery;
import io.serviceping.definition.KeyPath;
import io.serviceping.definition.MetricDefinition;
import io.serviceping.definition.file.Problem;
import io.serviceping.event.EventDefinitions;
import io.serviceping.plan.scan.OmittedMetric;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.WrittenScan;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether applications count events by our definitions. By another one, a cell has other values: a metric would have a
 * wrong value.
 */
public final class EventAgreement {
    private static final String UNREADABLE =
            "our user may not read product_event, which says what the application counts";

    private final EventDefinitions events;
    private final List<MetricDefinition> metrics;
    private final ApplicationDatabases databases;
    private final Map<String, Comparison> comparisons = new HashMap<>();

    EventAgreement(EventDefinitions events, List<MetricDefinition> metrics, ApplicationDatabases databases) {
        this.events = events;
        this.metrics = metrics.stream().filter(one -> one.event().isPresent()).toList();
        this.databases = databases;
    }

    /**
     * The events of one database's metrics.
     *
     * @param readable whether our user may read what the application counts by
     * @param others counted by another definition, by name
     * @param unknown what one metric needs, and the application does not know
     * @param uncounted not counted so far
     */
    private record Comparison(
            boolean readable, Map<String, Problem> others, Map<KeyPath, Problem> unknown, List<String> uncounted) {}

    /**
     * What differs, one problem for each event that the database's metrics are over, and for each metric that needs more.
     *
     * @throws io.serviceping.count.database.DatabaseUnavailableException when the database does not answer
     */
    public List<Problem> problems(String database) {
        Comparison comparison = comparison(database);
        return Stream.concat(comparison.others().values().stream(), comparison.unknown().values().stream())
                .sorted(Problem.BY_FILE_AND_LINE)
                .toList();
    }

    /**
     * The events that the database's metrics are over, and that the application has not counted so far.
     *
     * @throws io.serviceping.count.database.DatabaseUnavailableException when the database does not answer
     */
    public List<String> uncounted(String database) {
        return comparison(database).uncounted();
    }

    /** The plan without metrics over events that are not known to be counted by our definitions. */
    Plan agreed(Plan plan) {
        Map<KeyPath, MetricDefinition> definitions = new HashMap<>();
        metrics.forEach(one -> one.metrics().forEach(metric -> definitions.put(metric.keyPath(), one)));
        Map<WrittenScan, String> refused = new LinkedHashMap<>();
        for (WrittenScan scan : plan.scans()) {
            Optional.ofNullable(definitions.get(scan.answers().get(0).keyPath()))
                    .flatMap(this::reasonAgainst)
                    .ifPresent(reason -> refused.put(scan, reason));
        }
        return plan.without(refused, OmittedMetric.Why.COUNTED_OTHERWISE);
    }

    private Optional<String> reasonAgainst(MetricDefinition metric) {
        Comparison comparison = comparison(metric.database());
        return comparison.readable()
                ? Stream.concat(
                                names(metric).map(comparison.others()::get),
                                Stream.ofNullable(comparison.unknown().get(metric.keyPath())))
                        .filter(Objects::nonNull)
                        .map(Problem::toString)
                        .findFirst()
                : Optional.of(UNREADABLE);
    }

    private Comparison comparison(String database) {
        return comparisons.computeIfAbsent(database, this::compare);
    }

    private Comparison compare(String database) {
        List<MetricDefinition> asked =
                metrics.stream().filter(one -> one.database().equals(database)).toList();
        List<String> named =
                asked.stream().flatMap(EventAgreement::names).distinct().toList();
        return EventTables.definitions(databases, database)
                .map(stored -> new Comparison(
                        true,
                        events.contradictions(database, named, stored),
                        unknown(database, asked, stored),
                        events.uncounted(named, stored)))
                .orElseGet(() -> new Comparison(false, Map.of(), Map.of(), List.of()));
    }

    private Map<KeyPath, Problem> unknown(String database, List<MetricDefinition> asked, Map<Integer, String> stored) {
        Map<KeyPath, Problem> unknown = new LinkedHashMap<>();
        for (MetricDefinition metric : asked) {
            metric.event()
                    .filter(query -> query.expired().isEmpty())
                    .flatMap(query -> events.unknown(query, stored).stream().findFirst())
                    .ifPresent(need -> unknown.put(
                            metric.keyPath(),
                            new Problem(
                                    metric.file(),
                                    metric.line(),
                                    metric.keyPath().value(),
                                    "needs " + need + ", by which the application in database '" + database
                                            + "' has not counted " + need.event()
                                            + " so far. Give the application the newest catalogue")));
        }
        return unknown;
    }

    private static Stream<String> names(MetricDefinition metric) {
        return metric.event().map(EventQuery::events).stream().flatMap(List::stream);
    }
}
