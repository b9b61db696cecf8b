package io.serviceping.event;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The numbers that values' places make: those of an event, or those that keep the members of an identifier apart. The
 * first property counts most.
 */
record Cells(List<EventProperty> properties) {
    Cells {
        properties = List.copyOf(properties);
    }

    /** The number of cells; without properties one. */
    int size() {
        return properties.stream()
                .mapToInt(EventProperty::room)
                .reduce(1, (left, right) -> Math.toIntExact(Math.multiplyExact((long) left, right)));
    }

    /** The cells in which every property that is named has one of its words. */
    List<Integer> with(Map<String, Set<String>> words) {
        return matching(cell ->
                words.entrySet().stream().allMatch(entry -> entry.getValue().contains(word(cell, entry.getKey()))));
    }

    /** The cells of each word of a property, in the order of its values. */
    Map<String, List<Integer>> byWord(String property) {
        Map<String, List<Integer>> cells = new LinkedHashMap<>();
        IntStream.range(0, size())
                .mapToObj(cell -> word(cell, property))
                .distinct()
                .forEach(word -> cells.put(word, with(Map.of(property, Set.of(word)))));
        return cells;
    }

    private String word(int cell, String name) {
        int below = size();
        for (EventProperty property : properties) {
            below /= property.room();
            if (property.name().equals(name)) {
                return property.word(cell / below % property.room());
            }
        }
        throw new IllegalArgumentException("no property " + name);
    }

    private List<Integer> matching(IntPredicate wanted) {
        return IntStream.range(0, size()).filter(wanted).boxed().toList();
    }
}
