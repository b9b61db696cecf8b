package io.serviceping.events;

import java.sql.Connection;
import java.sql.SQLException;

/** Counts one event. Thread-safe. In production no method throws or waits, but those with a connection. */
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

    /**
     * Counts the event once if the connection's transaction is committed, and not if it is rolled back. For an event of {@code
     * durability transaction}: writes one row, which the next flush adds up.
     *
     * @throws SQLException if the row could not be written. The transaction can then not be relied on
     */
    void add(Connection connection, int cell, long sum, Who who) throws SQLException;

    /** The same, with a value for each property. */
    void addValues(Connection connection, long sum, Who who, String... values) throws SQLException;
}
