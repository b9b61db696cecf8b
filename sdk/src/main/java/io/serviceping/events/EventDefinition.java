package io.serviceping.events;

import io.serviceping.events.store.EventStore.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One event of the catalogue.
 *
 * @param union the events that share it have equal members; empty: none
 * @param mostSum the largest sum of one call; −1: the event has no sum
 */
record EventDefinition(
        int number,
        String name,
        String category,
        String union,
        List<Property> properties,
        List<Identifier> identifiers,
        long mostSum) {
    private static final long UNION = 1L << 63;
    private static final int RADIX = 16;

    EventDefinition {
        properties = List.copyOf(properties);
        identifiers = List.copyOf(identifiers);
    }

    /**
     * A closed list of values.
     *
     * @param radix room for values; the last one is {@code other}. New values do not change the cells of older ones
     */
    record Property(String name, int radix, List<String> values) {
        private static final String OTHER = "other";

        Property {
            values = List.copyOf(values);
        }

        int digit(String value) {
            int digit = values.indexOf(value);
            return digit < 0 ? radix - 1 : digit;
        }

        String value(int digit) {
            return digit < values.size() ? values.get(digit) : OTHER;
        }
    }

    /**
     * Who can be counted once.
     *
     * @param by the properties that keep members apart
     */
    record Identifier(Kind kind, List<String> by) {
        Identifier {
            by = List.copyOf(by);
        }
    }

    int cells() {
        return radix(properties);
    }

    /** The cell of a value for each property, or nothing if the number of values is wrong. */
    Optional<Integer> cell(List<String> values) {
        if (values.size() != properties.size()) {
            return Optional.empty();
        }
        int cell = 0;
        for (int i = 0; i < properties.size(); i++) {
            cell = cell * properties.get(i).radix() + properties.get(i).digit(values.get(i));
        }
        return Optional.of(cell);
    }

    /** Whether the catalogue has all these values. */
    boolean knows(List<String> values) {
        for (int i = 0; i < properties.size(); i++) {
            if (!properties.get(i).values().contains(values.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The values of a cell, such as {@code format=npm source=api}. */
    String words(int cell) {
        List<String> words = new ArrayList<>();
        int rest = cell;
        for (int i = properties.size() - 1; i >= 0; i--) {
            Property property = properties.get(i);
            words.add(0, property.name() + "=" + property.value(rest % property.radix()));
            rest /= property.radix();
        }
        return String.join(" ", words);
    }

    /**
     * Whether stored counts keep their meaning. A value may be newer than the words, or older on another node.
     *
     * @param stored the words of each cell; none: the event was not counted yet
     */
    boolean keepsCells(List<String> stored) {
        if (stored.isEmpty()) {
            return true;
        }
        return stored.size() == cells()
                && IntStream.range(0, cells())
                        .allMatch(cell -> isSame(
                                words(cell).split(" ", -1), stored.get(cell).split(" ", -1)));
    }

    private static boolean isSame(String[] words, String[] stored) {
        return words.length == stored.length
                && IntStream.range(0, words.length).allMatch(i -> isSame(words[i], stored[i]));
    }

    private static boolean isSame(String word, String stored) {
        String property = word.substring(0, word.indexOf('=') + 1);
        String other = property + Property.OTHER;
        if (word.equals(other)) {
            return stored.startsWith(property);
        }
        return word.equals(stored) || stored.equals(other);
    }

    /** The number of sets of members that an identifier keeps apart. */
    int sets(Identifier identifier) {
        return radix(by(identifier));
    }

    /** The set of members, among those of an identifier, to which a cell belongs. */
    int set(Identifier identifier, int cell) {
        int set = 0;
        int below = cells();
        for (Property property : properties) {
            below /= property.radix();
            if (identifier.by().contains(property.name())) {
                set = set * property.radix() + cell / below % property.radix();
            }
        }
        return set;
    }

    /** Members of the same domain are equal; members of different domains cannot be compared. */
    long domain() {
        return union.isEmpty() ? number : SipHash.of(0, 0, 0, SipHash.TEXT, union) | UNION;
    }

    /** Changes with the definition. */
    String digest() {
        return Long.toUnsignedString(SipHash.of(0, 0, 0, SipHash.TEXT, toString()), RADIX);
    }

    /** The names to be noted when the event was counted on a day. */
    Seen seen(long day) {
        return new Seen(
                number,
                name,
                digest(),
                IntStream.range(0, cells()).mapToObj(this::words).toList(),
                day);
    }

    private List<Property> by(Identifier identifier) {
        return properties.stream()
                .filter(property -> identifier.by().contains(property.name()))
                .toList();
    }

    private static int radix(List<Property> properties) {
        return properties.stream().mapToInt(Property::radix).reduce(1, (left, right) -> left * right);
    }
}
