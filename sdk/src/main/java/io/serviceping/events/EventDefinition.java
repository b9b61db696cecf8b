package io.serviceping.events;

import io.serviceping.events.store.EventStore.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * One event of the catalogue.
 *
 * @param union the events that share it have equal members; empty: none
 * @param transactional counted in transactions of the application
 */
record EventDefinition(
        int number,
        String name,
        String category,
        String union,
        List<Property> properties,
        List<Identifier> identifiers,
        Optional<Sum> sum,
        boolean transactional) {
    static final String TRANSACTION = "transaction";
    private static final long UNION = 1L << 63;

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

        /** Whether one list of values begins with the other. */
        boolean agrees(Property other) {
            int both = Math.min(values.size(), other.values.size());
            return values.subList(0, both).equals(other.values.subList(0, both));
        }

        Property longer(Property other) {
            return values.size() < other.values.size() ? other : this;
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

        String word() {
            return kind.name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A number that calls add up.
     *
     * @param most the largest of one call
     * @param unit empty: none
     */
    record Sum(String name, long most, String unit) {}

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

    /** The parts that give stored counts another meaning than they had when they were counted. New values may follow older ones. */
    List<String> contradictions(EventDefinition stored) {
        List<String> parts = new ArrayList<>();
        note(parts, "number", number == stored.number);
        note(parts, "name", name.equals(stored.name));
        note(parts, "union", union.equals(stored.union));
        note(parts, "properties", names().equals(stored.names()));
        for (int i = 0; parts.isEmpty() && i < properties.size(); i++) {
            Property property = properties.get(i);
            Property older = stored.properties.get(i);
            note(parts, "properties." + property.name() + ".room", property.radix() == older.radix());
            note(parts, "properties." + property.name() + ".values", property.agrees(older));
        }
        for (Identifier identifier : identifiers) {
            boolean same = stored.identifiers.stream()
                    .filter(older -> older.kind() == identifier.kind())
                    .allMatch(older -> Set.copyOf(older.by()).equals(Set.copyOf(identifier.by())));
            note(parts, "identifiers." + identifier.word() + ".by", same);
        }
        note(parts, "sum", sum.map(Sum::name).equals(stored.sum.map(Sum::name)));
        note(parts, "sum.unit", sum.map(Sum::unit).equals(stored.sum.map(Sum::unit)));
        return parts;
    }

    private static void note(List<String> parts, String part, boolean same) {
        if (!same) {
            parts.add(part);
        }
    }

    /** This definition with all that was ever counted: values that another node knows, and identifiers that were removed. */
    EventDefinition including(EventDefinition stored) {
        List<Property> longest = IntStream.range(0, properties.size())
                .mapToObj(i -> properties.get(i).longer(stored.properties.get(i)))
                .toList();
        List<Identifier> all = new ArrayList<>(identifiers);
        stored.identifiers.stream()
                .filter(older -> identifiers.stream().noneMatch(one -> one.kind() == older.kind()))
                .forEach(all::add);
        return new EventDefinition(number, name, category, union, longest, all, sum, transactional);
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

    /** As in a catalogue. */
    String text() {
        StringBuilder text = new StringBuilder("event " + number + " " + name + "\n  category " + category + "\n");
        if (!union.isEmpty()) {
            text.append("  union ").append(union).append('\n');
        }
        properties.forEach(
                property -> line(text, "property " + property.name() + " " + property.radix(), property.values()));
        identifiers.forEach(identifier -> line(text, "identifier " + identifier.word(), identifier.by()));
        sum.ifPresent(one -> line(
                text, "sum " + one.name() + " " + one.most(), one.unit().isEmpty() ? List.of() : List.of(one.unit())));
        if (transactional) {
            line(text, "durability", List.of(TRANSACTION));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String begin, List<String> words) {
        text.append("  ").append(begin);
        words.forEach(word -> text.append(' ').append(word));
        text.append('\n');
    }

    /** What is to be noted when the event was counted on a day. */
    Seen seen(long day) {
        return new Seen(
                number,
                name,
                text(),
                IntStream.range(0, cells()).mapToObj(this::words).toList(),
                day);
    }

    private List<String> names() {
        return properties.stream().map(Property::name).toList();
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
