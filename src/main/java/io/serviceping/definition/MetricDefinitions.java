package io.serviceping.definition;

import io.serviceping.definition.file.DefinitionFormat;
import io.serviceping.definition.file.Problem;
import io.serviceping.files.UnusableFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** All metric definitions of an installation, checked one by one and against each other. */
public final class MetricDefinitions {
    private final List<MetricDefinition> all;
    private final List<Problem> refusals;

    private MetricDefinitions(List<MetricDefinition> all, List<Problem> refusals) {
        this.all = all;
        this.refusals = refusals;
    }

    /**
     * Reads every {@code *.yml} and {@code *.yaml} file below the folder, except hidden files.
     *
     * @throws InvalidDefinitionsException with every problem of every file, by file and line; also of the events
     */
    public static MetricDefinitions load(DefinitionSources sources, EventQueries events)
            throws InvalidDefinitionsException {
        DefinitionReader reader = new DefinitionReader(sources, events);
        List<Problem> problems = new ArrayList<>(events.problems());
        List<Problem> refusals = new ArrayList<>();
        List<DefinitionReader.Reading> readings = new ArrayList<>();
        for (Path file : files(sources)) {
            DefinitionReader.Reading reading = reader.read(file);
            problems.addAll(reading.problems());
            reading.refusal().ifPresent(refusals::add);
            readings.add(reading);
        }
        EventCompanions companions = EventCompanions.of(readings, events);
        problems.addAll(companions.problems());
        problems.addAll(KeyPathClashes.among(
                Stream.concat(companions.claims(), readings.stream().flatMap(reading -> reading.claim().stream()))
                        .toList()));
        if (!problems.isEmpty()) {
            problems.addAll(refusals);
            problems.sort(Problem.BY_FILE_AND_LINE);
            throw new InvalidDefinitionsException(problems);
        }
        return new MetricDefinitions(
                Stream.concat(
                                companions.definitions().stream(),
                                readings.stream().flatMap(reading -> reading.definition().stream()))
                        .sorted(Comparator.comparing(MetricDefinition::keyPath))
                        .toList(),
                refusals);
    }

    /** Why some valid definitions are not queried; a run counts the others. */
    public List<Problem> refusals() {
        return refusals;
    }

    /** Definitions of every status, by key path. */
    public List<MetricDefinition> all() {
        return all;
    }

    private static List<Path> files(DefinitionSources sources) throws InvalidDefinitionsException {
        Path folder = sources.definitions();
        if (!Files.isDirectory(folder)) {
            throw noDefinitions(sources, "no such folder: metric definitions are *.yml files below it");
        }
        try {
            List<Path> files = DefinitionFormat.files(folder);
            if (files.isEmpty()) {
                throw noDefinitions(sources, "no *.yml or *.yaml file in it: each metric is one such file");
            }
            return files;
        } catch (UnusableFileException e) {
            throw new InvalidDefinitionsException(List.of(Problem.of(sources.shown(Path.of(e.getFile())), e)));
        } catch (IOException e) {
            throw noDefinitions(sources, "cannot be listed: " + e.getMessage());
        }
    }

    private static InvalidDefinitionsException noDefinitions(DefinitionSources sources, String message) {
        return new InvalidDefinitionsException(
                List.of(new Problem(sources.shown(sources.definitions()), 1, null, message)));
    }
}
