package io.serviceping.event;

import io.serviceping.definition.EventQuery;
import io.serviceping.definition.TimeFrame;
import io.serviceping.definition.file.FileFindings;
import io.serviceping.definition.file.Suggestion;
import io.serviceping.definition.file.YamlDocument;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * The key {@code event} of a metric.
 *
 * @param frames the metric's time frames
 */
record EventMetric(YamlDocument document, List<TimeFrame> frames, FileFindings findings) {
    /** The events that the metric names. */
    List<String> names() {
        JsonNode names = event().path("names");
        return names.isMissingNode()
                ? List.of(event().path("name").asString())
                : names.valueStream().map(JsonNode::asString).toList();
    }

    /** Adds a finding about a key of {@code event}. */
    void finding(String key, String message) {
        findings.add(document.lineOf(List.of("event", key)), "event." + key + ": " + message);
    }

    /** The key that names the events. */
    String nameKey() {
        return event().has("names") ? "names" : "name";
    }

    /** The query over the events that the metric names. Empty: there was a finding. */
    Optional<EventQuery> over(List<EventDefinition> events) {
        int before = findings.problems().size();
        EventValue value = EventValue.of(event().path("value").asString());
        Map<String, Set<String>> where = where();
        Optional<String> by = Optional.ofNullable(event().path("by").asString(null));
        checkAnswer(by.isPresent());
        if (value instanceof EventValue.Unique unique) {
            checkMembers(unique, events);
        }
        for (EventDefinition event : events) {
            checkValue(value, event);
            where.forEach((property, words) -> checkWords("where", property, words, value, event));
            by.ifPresent(property -> checkWords("by", property, Set.of(), value, event));
        }
        checkUnits(value, events);
        return findings.problems().size() == before
                ? Optional.of(new EventSql(events, value, where, by).query())
                : Optional.empty();
    }

    private JsonNode event() {
        return document.content().path("event");
    }

    private Map<String, Set<String>> where() {
        Map<String, Set<String>> where = new LinkedHashMap<>();
        event().path("where").properties().forEach(entry -> {
            JsonNode words = entry.getValue();
            where.put(
                    entry.getKey(),
                    new LinkedHashSet<>(
                            words.isArray()
                                    ? words.valueStream()
                                            .map(JsonNode::asString)
                                            .toList()
                                    : List.of(words.asString())));
        });
        return where;
    }

    private void checkAnswer(boolean grouped) {
        String type = document.text("value_type", "");
        if (!document.isFaulty("value_type") && !type.equals(grouped ? "object" : "number")) {
            findings.add(
                    document.lineOf("value_type"),
                    "value_type: must be " + (grouped ? "object, for event has by" : "number, for event has no by"));
        }
        if (frames.contains(TimeFrame.NONE)) {
            findings.add(document.lineOf("time_frame"), "time_frame: must be all, 28d or 7d: events have a time");
        }
    }

    private void checkMembers(EventValue.Unique unique, List<EventDefinition> events) {
        if (frames.contains(TimeFrame.ALL)) {
            findings.add(
                    document.lineOf("time_frame"),
                    "time_frame: must be 28d or 7d with "
                            + event().path("value").asString() + ": who caused an event is kept for five weeks");
        }
        Set<Optional<String>> unions = new LinkedHashSet<>();
        events.forEach(event -> unions.add(event.union()));
        if (events.size() > 1 && (unions.size() > 1 || unions.contains(Optional.<String>empty()))) {
            List<String> words = new ArrayList<>();
            events.forEach(event -> words.add(event.name() + " has "
                    + event.union().map(union -> "'" + union + "'").orElse("none")));
            finding(
                    nameKey(),
                    "a " + unique.word()
                            + " can be counted once over several events only if they all have the same union, but "
                            + String.join(", ", words) + ": define events with one union");
        }
    }

    private void checkValue(EventValue value, EventDefinition event) {
        if (value instanceof EventValue.Sum sum) {
            checkKnown("value", "sum", sum.name(), sumsOf(event), event);
        } else if (value instanceof EventValue.Average average) {
            checkKnown("value", "sum", average.name(), sumsOf(event), event);
        } else if (value instanceof EventValue.Unique unique) {
            List<String> kinds = event.identifiers().keySet().stream()
                    .map(IdentifierKind::text)
                    .sorted()
                    .toList();
            checkKnown("value", "identifier", unique.word(), kinds, event);
        }
    }

    private void checkUnits(EventValue value, List<EventDefinition> events) {
        if (value instanceof EventValue.Sum || value instanceof EventValue.Average) {
            Map<String, String> units = new LinkedHashMap<>();
            events.forEach(event -> event.sum()
                    .ifPresent(sum -> units.putIfAbsent(
                            sum.unit().map(unit -> "'" + unit + "'").orElse("none"), event.name())));
            if (units.size() > 1) {
                finding(
                        "value",
                        "sums of different units cannot be added: "
                                + units.entrySet().stream()
                                        .map(unit -> unit.getValue() + " has " + unit.getKey())
                                        .collect(Collectors.joining(", ")));
            }
        }
    }

    private static List<String> sumsOf(EventDefinition event) {
        return event.sum().map(sum -> List.of(sum.name())).orElse(List.of());
    }

    private void checkWords(String key, String property, Set<String> words, EventValue value, EventDefinition event) {
        List<String> names =
                event.properties().stream().map(EventProperty::name).toList();
        if (!checkKnown(key, "property", property, names, event)) {
            return;
        }
        for (EventProperty one : event.properties()) {
            if (one.name().equals(property)) {
                List<String> known = new ArrayList<>(one.values());
                known.add(EventProperty.OTHER);
                words.forEach(word -> checkKnown(key, "value of " + property, word, known, event));
            }
        }
        if (value instanceof EventValue.Unique unique
                && unique.kind().filter(event.identifiers()::containsKey).isPresent()
                && event.cells(unique.kind().get()).properties().stream()
                        .noneMatch(one -> one.name().equals(property))) {
            finding(
                    key,
                    event.name() + " does not keep each " + unique.word() + " apart by " + property
                            + ": define a new event with " + property + " in identifiers." + unique.word() + ".by");
        }
    }

    private boolean checkKnown(String key, String what, String word, Collection<String> known, EventDefinition event) {
        if (known.contains(word)) {
            return true;
        }
        finding(
                key,
                event.name() + " has no " + what
                        + (known.isEmpty() ? "" : " '" + word + "'; it has " + String.join(", ", known))
                        + Suggestion.question(word, known));
        return false;
    }
}
