package io.serviceping.definition;

import io.serviceping.definition.sql.MetricSelect;
import java.util.Optional;

/**
 * What a metric over events asks the database.
 *
 * @param sql one SELECT, without a window
 * @param timestamp the column that a window is put on
 * @param expired why it is asked no more
 * @param sketches as {@link MetricDefinition#sketches}
 */
public record EventQuery(
        String sql, TimestampColumn timestamp, Optional<String> expired, Optional<MetricSelect> sketches) {
    /** The same query, no longer asked if there is a reason. */
    public EventQuery expiredWith(Optional<String> reason) {
        return new EventQuery(sql, timestamp, reason, sketches);
    }
}
