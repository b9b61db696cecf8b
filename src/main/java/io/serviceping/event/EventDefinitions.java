package io.serviceping.event;

import io.serviceping.definition.DefinitionSources;
import io.serviceping.definition.file.DefinitionFormat;
import io.serviceping.definition.file.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All events that the application counts, checked one by one and against each other. */
public final class EventDefinitions {
    private final List<EventClaim> claims;
    private final List<EventDefinition> events;
    private final List<Problem> problems;
    private final String productVersion;

    private EventDefinitions(
            List<EventClaim> claims, List<EventDefinition> events, List<Problem> problems, String productVersion) {
        this.claims = List.copyOf(claims);
        this.events = List.copyOf(events);
        this.problems = List.copyOf(problems);
        this.productVersion = productVersion;
    }

    /**
     * Reads every {@code *.yml} and {@code *.yaml} file below a folder, except hidden files.
     *
     * @param folder need not exist: then there are no events
     * @param productVersion decides which events have expired
     */
    public static EventDefinitions read(DefinitionSources sources, Path folder, String productVersion) {
        EventReader reader = new EventReader(sources);
        List<Problem> problems = new ArrayList<>();
        List<EventClaim> claims = new ArrayList<>();
        List<EventDefinition> events = new ArrayList<>();
        try {
            for (Path file : Files.isDirectory(folder) ? DefinitionFormat.files(folder) : List.<Path>of()) {
                EventReader.Reading reading = reader.read(file);
                problems.addAll(reading.problems());
                reading.claim().ifPresent(claims::add);
                reading.event().ifPresent(events::add);
            }
        } catch (IOException e) {
            problems.add(new Problem(sources.shown(folder), 1, null, "cannot be listed: " + e.getMessage()));
        }
        events.sort(Comparator.comparing(EventDefinition::number));
        problems.addAll(EventClashes.among(claims));
        problems.addAll(EventClashes.tooManyCells(events));
        problems.sort(Problem.BY_FILE_AND_LINE);
        return new EventDefinitions(claims, events, problems, productVersion);
    }

    /** All problems of all files. */
    public List<Problem> problems() {
        return problems;
    }

    /** The catalogue that the application counts by: all events that are neither removed nor expired. */
    public String catalogue() {
        return EventCatalogue.text(
                events.stream().filter(event -> !event.isExpired(productVersion)).toList());
    }
}
