package io.serviceping.event;

import java.util.Arrays;
import java.util.Optional;

/** What a metric counts of events. */
sealed interface EventValue {
    /** How often the events happened. */
    record Total() implements EventValue {}

    /** What the calls added up. */
    record Sum(String name) implements EventValue {}

    /** What a call added up on average. */
    record Average(String name) implements EventValue {}

    /** How many different identifiers; the kind is empty if there is no such kind. */
    record Unique(String word, Optional<IdentifierKind> kind) implements EventValue {}

    /** Reads a text that the schema has checked, such as {@code sum bytes}. */
    static EventValue of(String text) {
        String word = text.substring(text.indexOf(' ') + 1);
        return switch (text.substring(0, Math.max(0, text.indexOf(' ')))) {
            case "sum" -> new Sum(word);
            case "average" -> new Average(word);
            case "unique" ->
                new Unique(
                        word,
                        Arrays.stream(IdentifierKind.values())
                                .filter(kind -> kind.text().equals(word))
                                .findFirst());
            default -> new Total();
        };
    }
}
