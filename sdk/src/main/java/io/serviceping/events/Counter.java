package io.serviceping.events;

/** Counts one event. Thread-safe. In production no method throws or waits. */
public interface Counter {
    /**
     * Counts the event once.
     *
     * @param cell the number of the property values, see {@link EventCatalogue}; 0 for an event without properties
     * @param sum what is added to the event's sum; 0 for an event without a sum
     * @throws IllegalArgumentException in strict mode only, for what the catalogue does not have
     */
    void add(int cell, long sum, Who who);

    /**
     * Counts the event once, with a value for each property. An unknown value is counted as {@code other}.
     *
     * @throws IllegalArgumentException in strict mode only, for what the catalogue does not have
     */
    void addValues(long sum, Who who, String... values);
}
