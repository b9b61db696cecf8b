package io.serviceping.definition;

import io.serviceping.definition.sql.MetricSelect;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a metric over events asks the database.
 *
 * @param sql one SELECT, without a window
 * @param timestamp the column that a window is put on
 * @param events the names of the events
 * @param needs what the application must know of them
 * @param expired why it is asked no more
 * @param sketches one SELECT of a group's key and of the HyperLogLog registers of distinct values that are not rows (any
 *     more), with the same window; asked once the rows are counted. Empty: all values are rows
 */
public record EventQuery(
        String sql,
        TimestampColumn timestamp,
        List<String> events,
        List<Need> needs,
        Optional<String> expired,
        Optional<MetricSelect> sketches) {
    public EventQuery {
        events = List.copyOf(events);
        needs = List.copyOf(needs);
    }

    /**
     * A part of an event by which the application must have counted it: else the answer is wrong.
     *
     * @param part such as {@code identifier}
     * @param name of the part
     * @param values that it has, among others
     */
    public record Need(String event, String part, String name, Set<String> values) {
        public Need {
            values = Set.copyOf(values);
        }

        /** Whether a definition, as in a catalogue, has it. */
        public boolean isIn(String definition) {
            return definition
                    .lines()
                    .map(line -> List.of(line.strip().split(" ", -1)))
                    .anyMatch(words -> words.size() > 1
                            && words.get(0).equals(part)
                            && words.get(1).equals(name)
                            && words.containsAll(values));
        }

        @Override
        public String toString() {
            return values.isEmpty()
                    ? part + " " + name
                    : part + " " + name + " with " + String.join(", ", new TreeSet<>(values));
        }
    }

    /** The same query, no longer asked if there is a reason. */
    public EventQuery expiredWith(Optional<String> reason) {
        return new EventQuery(sql, timestamp, events, needs, reason, sketches);
    }
}
