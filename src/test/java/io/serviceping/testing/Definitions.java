package io.serviceping.testing;

import io.serviceping.definition.DefinitionSources;
import io.serviceping.definition.InvalidDefinitionsException;
import io.serviceping.definition.MetricDefinitions;
import io.serviceping.event.EventDefinitions;
import java.nio.file.Path;
import java.util.Set;

/** Reads definitions for tests, with the events in the home's {@code config/events}, for version 1.0 of a product. */
public final class Definitions {
    private Definitions() {}

    public static MetricDefinitions of(Path home) throws InvalidDefinitionsException {
        return of(new DefinitionSources(
                home, home.resolve("config/metrics"), home.resolve("sql/metrics"), Set.of("main")));
    }

    public static MetricDefinitions of(DefinitionSources sources) throws InvalidDefinitionsException {
        Path events = sources.home().resolve("config/events");
        return MetricDefinitions.load(sources, EventDefinitions.read(sources, events, "1.0"));
    }
}
