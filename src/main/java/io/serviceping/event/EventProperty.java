package io.serviceping.event;

import java.util.List;

/**
 * A closed list of values.
 *
 * @param values in frozen order
 * @param room the number of places for values; the last place is that of {@code other}
 */
record EventProperty(String name, List<String> values, int room) {
    static final String OTHER = "other";

    EventProperty {
        values = List.copyOf(values);
        if (values.size() >= room) {
            throw new IllegalArgumentException("room must be more than " + values.size() + " but was " + room);
        }
    }

    /** The value at a place; {@code other} also for a place that these definitions do not know yet. */
    String word(int place) {
        return place < values.size() ? values.get(place) : OTHER;
    }
}
