package io.serviceping.event;

import io.serviceping.definition.DefinitionSources;
import io.serviceping.definition.EventQueries;
import io.serviceping.definition.EventQuery;
import io.serviceping.definition.MetricDefinition;
import io.serviceping.definition.TimeFrame;
import io.serviceping.definition.file.DefinitionFormat;
import io.serviceping.definition.file.FileFindings;
import io.serviceping.definition.file.Problem;
import io.serviceping.definition.file.Suggestion;
import io.serviceping.definition.file.YamlDocument;
import io.serviceping.events.EventCatalogue;
import io.serviceping.files.UnusableFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** All events that the application counts, checked one by one and against each other. */
public final class EventDefinitions implements EventQueries {
    private final Path folder;
    private final String productVersion;
    private final List<EventClaim> claims = new ArrayList<>();
    private final List<EventDefinition> events = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    private EventDefinitions(Path folder, String productVersion) {
        this.folder = folder;
        this.productVersion = productVersion;
    }

    /**
     * Reads every {@code *.yml} and {@code *.yaml} file below a folder, except hidden files.
     *
     * @param folder need not exist: then there are no events
     * @param productVersion decides which events have expired
     */
    public static EventDefinitions read(DefinitionSources sources, Path folder, String productVersion) {
        EventDefinitions definitions = new EventDefinitions(sources.shown(folder), productVersion);
        try {
            List<Path> files = Files.isDirectory(folder) ? DefinitionFormat.files(folder) : List.of();
            if (!files.isEmpty()) {
                EventReader reader = new EventReader(sources);
                files.forEach(file -> definitions.add(reader.read(file)));
            }
        } catch (UnusableFileException e) {
            definitions.problems.add(Problem.of(sources.shown(Path.of(e.getFile())), e));
        } catch (IOException e) {
            definitions.problems.add(new Problem(definitions.folder, 1, null, "cannot be listed: " + e.getMessage()));
        }
        definitions.compare();
        return definitions;
    }

    private void add(EventReader.Reading reading) {
        problems.addAll(reading.problems());
        reading.claim().ifPresent(claims::add);
        reading.event().ifPresent(events::add);
    }

    private void compare() {
        events.sort(Comparator.comparing(EventDefinition::number));
        problems.addAll(EventClashes.among(claims));
        problems.addAll(EventClashes.tooManyCells(events));
        problems.sort(Problem.BY_FILE_AND_LINE);
    }

    @Override
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** The catalogue that the application counts by: all events that are neither removed nor expired. */
    public String catalogue() {
        return CatalogueText.text(events.stream()
                .filter(event -> !event.isExpired(productVersion))
                .toList());
    }

    /**
     * What gives stored counts another meaning than these definitions have, by the event's name.
     *
     * @param database where they are stored
     * @param names of the events that are looked at
     * @param stored by number the definitions by which the application counted
     */
    public Map<String, Problem> contradictions(String database, List<String> names, Map<Integer, String> stored) {
        Map<Integer, List<String>> parts = EventCatalogue.parse(catalogue()).contradictions(stored);
        return events.stream()
                .filter(event -> names.contains(event.name()) && parts.containsKey(event.number()))
                .collect(Collectors.toMap(
                        EventDefinition::name,
                        event -> new Problem(
                                event.file(),
                                event.line(),
                                event.name(),
                                "differs in " + String.join(", ", parts.getOrDefault(event.number(), List.of()))
                                        + " from what the application counts in database '" + database + "'"
                                        + others(event, stored)
                                        + ". Let both agree on that, or define a new event")));
    }

    /** The lines of the stored definition that this one does not have. */
    private static String others(EventDefinition event, Map<Integer, String> stored) {
        List<String> ours = CatalogueText.text(List.of(event)).lines().toList();
        String lines = stored.entrySet().stream()
                .filter(one -> one.getKey() == event.number() || one.getValue().contains(" " + event.name() + "\n"))
                .flatMap(one -> one.getValue().lines())
                .filter(line -> !ours.contains(line))
                .map(String::strip)
                .collect(Collectors.joining("', '"));
        return lines.isEmpty() ? "" : " ('" + lines + "')";
    }

    /** What a metric needs, of events that the application has counted, and the application did not know when it did. */
    public List<EventQuery.Need> unknown(EventQuery query, Map<Integer, String> stored) {
        Map<String, String> counted = new HashMap<>();
        events.stream()
                .filter(event -> stored.containsKey(event.number()))
                .forEach(event -> counted.put(event.name(), stored.getOrDefault(event.number(), "")));
        return query.needs().stream()
                .filter(need -> counted.containsKey(need.event()))
                .filter(need -> !need.isIn(counted.getOrDefault(need.event(), "")))
                .toList();
    }

    /** Those of the events that the application has not counted so far. */
    public List<String> uncounted(List<String> names, Map<Integer, String> stored) {
        return events.stream()
                .filter(event -> !event.isExpired(productVersion) && !stored.containsKey(event.number()))
                .map(EventDefinition::name)
                .filter(names::contains)
                .toList();
    }

    @Override
    public Optional<EventQuery> query(YamlDocument metric, List<TimeFrame> frames, FileFindings findings) {
        EventMetric parsed = new EventMetric(metric, frames, findings);
        List<EventDefinition> named = new ArrayList<>();
        for (String name : parsed.names()) {
            check(name, parsed);
            events.stream()
                    .filter(event -> event.name().equals(name))
                    .findFirst()
                    .ifPresent(named::add);
        }
        return named.size() == parsed.names().size()
                ? parsed.over(named).map(query -> query.expiredWith(expired(named)))
                : Optional.empty();
    }

    @Override
    public List<MetricDefinition> companions(String database) {
        return CompanionMetrics.in(database);
    }

    private void check(String name, EventMetric metric) {
        Optional<EventClaim> claim =
                claims.stream().filter(one -> one.name().equals(name)).findFirst();
        if (claim.isEmpty()) {
            metric.finding(
                    metric.nameKey(),
                    "there is no event '" + name + "' below " + folder
                            + Suggestion.question(
                                    name, claims.stream().map(EventClaim::name).toList()));
        } else if (claim.get().removed()) {
            metric.finding(
                    metric.nameKey(),
                    name + " is removed (" + claim.get().file() + ":"
                            + claim.get().nameLine() + "): give the metric status: removed too, or name another event");
        }
    }

    private Optional<String> expired(List<EventDefinition> named) {
        return named.stream()
                .filter(event -> event.isExpired(productVersion))
                .findFirst()
                .map(event -> "its event " + event.name() + " has expired with version "
                        + event.expires().orElse("") + " of the product");
    }
}
