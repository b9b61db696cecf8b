package io.serviceping.event;

import io.serviceping.definition.DataCategory;
import io.serviceping.definition.DefinitionSources;
import io.serviceping.definition.file.DefinitionFormat;
import io.serviceping.definition.file.FileFindings;
import io.serviceping.definition.file.Problem;
import io.serviceping.definition.file.Suggestion;
import io.serviceping.definition.file.YamlDocument;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads one file with an event and makes the checks that need no other file. */
final class EventReader {
    static final int MOST_CELLS = 256;

    private static final int DEFAULT_ROOM = 4;

    private final DefinitionSources sources;
    private final DefinitionFormat format = new DefinitionFormat("event-definition-1.schema.json", "name");

    EventReader(DefinitionSources sources) {
        this.sources = sources;
    }

    /**
     * @param claim present even if the definition has other problems
     * @param event empty if there are problems, and for a removed event
     */
    record Reading(Optional<EventClaim> claim, Optional<EventDefinition> event, List<Problem> problems) {}

    Reading read(Path file) {
        FileFindings findings = new FileFindings(sources.shown(file));
        return format.read(file, findings)
                .map(document -> new OneFile(document, findings).read())
                .orElseGet(() -> new Reading(Optional.empty(), Optional.empty(), findings.problems()));
    }

    private record OneFile(YamlDocument document, FileFindings findings) {
        Reading read() {
            boolean removed = document.text("status", "").equals("removed");
            Optional<EventClaim> claim = document.isFaulty("name") || document.isFaulty("number")
                    ? Optional.empty()
                    : Optional.of(new EventClaim(
                            document.text("name", ""),
                            document.content().path("number").intValue(),
                            removed,
                            findings.file(),
                            document.lineOf("name"),
                            document.lineOf("number")));
            List<EventProperty> properties = document.isFaulty("properties") ? List.of() : properties();
            if (!document.isFaulty("properties") && !document.isFaulty("identifiers")) {
                checkIdentifiers();
            }
            return new Reading(
                    claim,
                    claim.filter(known -> findings.isEmpty() && !removed).map(known -> event(known, properties)),
                    findings.problems());
        }

        private List<EventProperty> properties() {
            List<EventProperty> properties = new ArrayList<>();
            for (Map.Entry<String, JsonNode> entry :
                    document.content().path("properties").properties()) {
                List<String> values = texts(entry.getValue().path("values"));
                int room = entry.getValue().path("room").asInt(DEFAULT_ROOM);
                if (values.size() < room) {
                    properties.add(new EventProperty(entry.getKey(), values, room));
                } else {
                    List<String> place = List.of(
                            "properties", entry.getKey(), entry.getValue().has("room") ? "room" : "values");
                    findings.add(
                            document.lineOf(place),
                            String.join(".", place) + ": " + values.size() + " values and 'other' need more than room: "
                                    + room + (entry.getValue().has("room") ? "" : ", the default")
                                    + "; before the event is first counted give it more, for values to come too; afterwards a"
                                    + " larger room would mix up what was counted: define a new event");
                }
            }
            checkCells(properties);
            return properties;
        }

        private void checkCells(List<EventProperty> properties) {
            long cells = 1;
            for (EventProperty property : properties) {
                cells = Math.min(cells * property.room(), Integer.MAX_VALUE);
            }
            if (cells > MOST_CELLS) {
                findings.add(
                        document.lineOf("properties"),
                        "properties: the rooms multiply to " + cells + " cells, but an event may have " + MOST_CELLS
                                + ": take fewer properties or smaller rooms");
            }
        }

        private void checkIdentifiers() {
            List<String> names =
                    List.copyOf(document.content().path("properties").propertyNames());
            for (Map.Entry<String, JsonNode> entry :
                    document.content().path("identifiers").properties()) {
                for (String by : texts(entry.getValue().path("by"))) {
                    if (!names.contains(by)) {
                        findings.add(
                                document.lineOf(List.of("identifiers", entry.getKey(), "by")),
                                "identifiers." + entry.getKey() + ".by: there is no property '" + by + "'"
                                        + Suggestion.question(by, names));
                    }
                }
            }
        }

        private EventDefinition event(EventClaim claim, List<EventProperty> properties) {
            Map<IdentifierKind, List<String>> identifiers = new EnumMap<>(IdentifierKind.class);
            JsonNode written = document.content().path("identifiers");
            for (IdentifierKind kind : IdentifierKind.values()) {
                if (written.has(kind.text())) {
                    identifiers.put(kind, texts(written.path(kind.text()).path("by")));
                }
            }
            return new EventDefinition(
                    claim.number(),
                    claim.name(),
                    document.text("data_category", DataCategory.OPTIONAL.text()),
                    document.scalar("expires"),
                    document.scalar("union"),
                    properties,
                    identifiers,
                    document.content()
                            .path("sum")
                            .propertyStream()
                            .findFirst()
                            .map(sum -> new EventDefinition.Sum(
                                    sum.getKey(),
                                    sum.getValue().path("max").longValue(),
                                    sum.getValue().path("unit").asStringOpt())),
                    document.scalar("durability").isPresent(),
                    claim.file(),
                    claim.nameLine());
        }

        private static List<String> texts(JsonNode list) {
            return list.valueStream().map(JsonNode::asString).toList();
        }
    }
}
