package io.serviceping.event;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The text by which the application counts. */
final class CatalogueText {
    private CatalogueText() {}

    static String text(List<EventDefinition> events) {
        StringBuilder text = new StringBuilder("service-ping-events 1\n");
        for (EventDefinition event : events) {
            text.append("event %d %s\n  category %s\n".formatted(event.number(), event.name(), event.category()));
            event.union().ifPresent(union -> line(text, "union", List.of(union)));
            for (EventProperty property : event.properties()) {
                line(text, "property %s %d".formatted(property.name(), property.room()), property.values());
            }
            event.identifiers().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey(Comparator.comparing(IdentifierKind::number)))
                    .forEach(one -> line(text, "identifier " + one.getKey().text(), one.getValue()));
            event.sum()
                    .ifPresent(sum -> line(
                            text,
                            "sum " + sum.name() + " " + sum.most(),
                            sum.unit().stream().toList()));
            if (event.transactional()) {
                line(text, "durability", List.of("transaction"));
            }
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String begin, List<String> words) {
        text.append("  ").append(begin);
        words.forEach(word -> text.append(' ').append(word));
        text.append('\n');
    }
}
