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
        for (Path file : files(sources, problems)) {
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

    /** Empty: there was a problem. */
    private static List<Path> files(DefinitionSources sources, List<Problem> problems) {
        Path folder = sources.definitions();
        String problem;
        try {
            List<Path> files = Files.isDirectory(folder) ? DefinitionFormat.files(folder) : List.of();
            if (!files.isEmpty()) {
                return files;
            }
            problem = Files.isDirectory(folder)
                    ? "no *.yml or *.yaml file in it: each metric is one such file"
                    : "no such folder: metric definitions are *.yml files below it";
        } catch (UnusableFileException e) {
            problems.add(Problem.of(sources.shown(Path.of(e.getFile())), e));
            return List.of();
        } catch (IOException e) {
            problem = "cannot be listed: " + e.getMessage();
        }
        problems.add(new Problem(sources.shown(folder), 1, null, problem));
        return List.of();
    }
}
