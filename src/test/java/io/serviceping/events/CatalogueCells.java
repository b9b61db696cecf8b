package io.serviceping.events;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The cells by which an application counts, for tests of other packages. */
public final class CatalogueCells {
    private final EventDefinition event;

    public CatalogueCells(String catalogue, int number) {
        event = EventCatalogue.parse(catalogue).event(number).orElseThrow();
    }

    /** The values of each cell, such as {@code format=npm source=api}. */
    public List<String> words() {
        return IntStream.range(0, event.cells()).mapToObj(event::words).toList();
    }

    /** The set of members to which each cell belongs, by the identifier's word. */
    public List<Integer> sets(String kind) {
        EventDefinition.Identifier identifier = event.identifiers().stream()
                .filter(one -> one.kind().name().toLowerCase(Locale.ROOT).equals(kind))
                .findFirst()
                .orElseThrow();
        return IntStream.range(0, event.cells())
                .mapToObj(cell -> event.set(identifier, cell))
                .toList();
    }

    /** The number of a kind of identifiers, as the application stores it. */
    public static int number(String kind) {
        return Kind.named(kind).orElseThrow().number();
    }
}
