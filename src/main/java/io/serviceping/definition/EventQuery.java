package io.serviceping.definition;

import io.serviceping.definition.sql.MetricSelect;
import java.util.List;
import java.util.Optional;

/**
 * What a metric over events asks the database.
 *
 * @param sql one SELECT, without a window
 * @param timestamp the column that a window is put on
 * @param events the names of the events
 * @param expired why it is asked no more
 * @param sketches one SELECT of a group's key and of the HyperLogLog registers of distinct values that are not rows (any
 *     more), with the same window; asked once the rows are counted. Empty: all values are rows
 */
public record EventQuery(
        String sql,
        TimestampColumn timestamp,
        List<String> events,
        Optional<String> expired,
        Optional<MetricSelect> sketches) {
    public EventQuery {
        events = List.copyOf(events);
    }

    /** The same query, no longer asked if there is a reason. */
    public EventQuery expiredWith(Optional<String> reason) {
        return new EventQuery(sql, timestamp, events, reason, sketches);
    }
}
