package io.serviceping.definition;

import java.util.Optional;

/**
 * What a metric over events asks the database.
 *
 * @param sql one SELECT, without a window
 * @param timestamp the column that a window is put on
 * @param expired why it is asked no more
 */
public record EventQuery(String sql, TimestampColumn timestamp, Optional<String> expired) {
    /** The same query, no longer asked if there is a reason. */
    public EventQuery expiredWith(Optional<String> reason) {
        return new EventQuery(sql, timestamp, reason);
    }
}
