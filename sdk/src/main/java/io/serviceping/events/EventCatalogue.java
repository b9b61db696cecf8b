package io.serviceping.events;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The events that an application counts, read from a text resource. A line has words between spaces; {@code #} begins a
 * comment. The first line is {@code service-ping-events 1}. Each event begins with {@code event NUMBER NAME}; the lines
 * behind it, each optional, describe it:
 *
 * <pre>
 * event 17 package_pulled
 *   category optional                   # what an admin can switch off as a group
 *   union packages                      # events of one union may be counted together, each user once
 *   property format 4 maven npm pypi    # room for 4 values; the last one is "other"
 *   property source 4 ui api pipeline
 *   identifier user format              # users are counted once for each format
 *   identifier project
 *   sum bytes 1000000000000 By          # the largest sum of one call, and its unit
 *   durability transaction              # counted with the application's transaction, or not at all
 * </pre>
 *
 * <p>A cell is the number that the values' places make; the first property counts most. {@code npm} and {@code api} are
 * 1 · 4 + 1 = 5. An event has at most 256 cells, all events together at most 4,096.
 */
public final class EventCatalogue {
    static final String HEADER = "service-ping-events 1";

    private final Map<Integer, EventDefinition> byNumber = new LinkedHashMap<>();
    private final Map<String, EventDefinition> byName = new LinkedHashMap<>();

    EventCatalogue(List<EventDefinition> events) {
        for (EventDefinition event : events) {
            byNumber.put(event.number(), event);
            byName.put(event.name(), event);
        }
    }

    /**
     * Reads a catalogue.
     *
     * @throws IllegalArgumentException with all problems and their lines
     */
    public static EventCatalogue parse(String text) {
        return new CatalogueReader().read(text);
    }

    /**
     * Reads a catalogue that is a resource of a class.
     *
     * @throws IllegalArgumentException if there is no such resource, or with all problems and their lines
     */
    public static EventCatalogue load(Class<?> owner, String resource) {
        try (InputStream stream = owner.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalArgumentException("There is no resource " + resource + " beside " + owner.getName());
            }
            return parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What gives stored counts another meaning than they have by this catalogue. New values may follow older ones.
     *
     * @param stored by number the definitions by which events were counted, as in {@code product_event}
     * @return by number the parts that differ, such as {@code properties.format.values}, of events that have such parts
     */
    public Map<Integer, List<String>> contradictions(Map<Integer, String> stored) {
        Collection<EventDefinition> older = definitions(stored).values();
        Map<Integer, List<String>> parts = new TreeMap<>();
        for (EventDefinition event : byNumber.values()) {
            List<String> ofOne = new ArrayList<>();
            for (EventDefinition one : older) {
                if (one.number() == event.number() || one.name().equals(event.name())) {
                    ofOne.addAll(event.contradictions(one));
                }
            }
            if (!ofOne.isEmpty()) {
                parts.put(event.number(), ofOne);
            }
        }
        return parts;
    }

    static Map<Integer, EventDefinition> definitions(Map<Integer, String> texts) {
        Map<Integer, EventDefinition> definitions = new TreeMap<>();
        texts.forEach((number, text) -> definitions.put(number, definition(number, text)));
        return definitions;
    }

    /** What cannot be read contradicts every definition. */
    private static EventDefinition definition(int number, String text) {
        try {
            return parse(HEADER + "\n" + text).events().get(0);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return new EventDefinition(number, "", "", "", List.of(), List.of(), Optional.empty(), false);
        }
    }

    /** What an admin can switch off as a group. */
    Set<String> categories() {
        Set<String> categories = new TreeSet<>(List.of("standard", "subscription", "operational", "optional"));
        byNumber.values().forEach(event -> categories.add(event.category()));
        return categories;
    }

    List<EventDefinition> events() {
        return new ArrayList<>(byNumber.values());
    }

    /** The text of which {@link #parse} makes this catalogue. */
    String text() {
        return byNumber.values().stream().map(EventDefinition::text).collect(Collectors.joining("", HEADER + "\n", ""));
    }

    Optional<EventDefinition> event(int number) {
        return Optional.ofNullable(byNumber.get(number));
    }

    Optional<EventDefinition> event(String name) {
        return Optional.ofNullable(byName.get(name));
    }
}
