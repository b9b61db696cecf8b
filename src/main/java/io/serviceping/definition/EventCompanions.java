package io.serviceping.definition;

import io.serviceping.definition.file.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The definitions that come with metrics over events. A definition of the installation with the same key path replaces
 * them.
 */
record EventCompanions(List<MetricDefinition> definitions, List<Problem> problems) {
    static EventCompanions of(List<DefinitionReader.Reading> readings, EventQueries events) {
        TreeMap<String, KeyPathClaim> databases = new TreeMap<>();
        List<KeyPath> own = new ArrayList<>();
        for (DefinitionReader.Reading reading : readings) {
            reading.claim().map(KeyPathClaim::keyPath).ifPresent(own::add);
            reading.eventDatabase()
                    .ifPresent(
                            name -> databases.putIfAbsent(name, reading.claim().orElseThrow()));
        }
        List<MetricDefinition> missing =
                databases.keySet().stream().findFirst().map(events::companions).orElse(List.of()).stream()
                        .filter(companion -> !own.contains(companion.keyPath()))
                        .toList();
        if (missing.isEmpty() || databases.size() == 1) {
            return new EventCompanions(missing, List.of());
        }
        return new EventCompanions(List.of(), List.of(several(missing, databases)));
    }

    Stream<KeyPathClaim> claims() {
        return definitions.stream()
                .map(one -> new KeyPathClaim(one.keyPath(), one.metrics(), false, one.file(), one.line()));
    }

    private static Problem several(List<MetricDefinition> missing, TreeMap<String, KeyPathClaim> databases) {
        KeyPathClaim last = databases.lastEntry().getValue();
        String names = String.join(
                ", ", missing.stream().map(one -> one.keyPath().value()).toList());
        return new Problem(
                last.file(),
                last.line(),
                last.keyPath().value(),
                "event: metrics over events count in several databases (" + String.join(", ", databases.keySet())
                        + "), so service-ping cannot tell where to count " + names + ": define them too, or give them"
                        + " status: removed");
    }
}
