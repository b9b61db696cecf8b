package io.serviceping.definition;

import io.serviceping.definition.sql.MetricSelect;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One checked definition file.
 *
 * @param metrics one per time frame; never empty
 * @param database a name under {@code service-ping.databases}
 * @param sql one SELECT. Empty: a definition that is not counted has no SQL
 * @param event the query that {@code sql} is of. Empty: the definition names no event
 * @param timestampColumn present if a metric that is not removed has a window or {@code appendOnly} is true
 * @param appendOnly whether rows of the driving table are only added, never changed or deleted
 * @param file relative to the home folder if the file is below it
 * @param line the line of {@code key_path}, from 1
 */
public record MetricDefinition(
        KeyPath keyPath,
        String description,
        String productGroup,
        ValueType valueType,
        Lifecycle status,
        String milestone,
        DataCategory dataCategory,
        List<Metric> metrics,
        String database,
        Optional<MetricSelect> sql,
        Optional<EventQuery> event,
        Optional<TimestampColumn> timestampColumn,
        boolean appendOnly,
        Path file,
        int line) {
    public MetricDefinition {
        metrics = List.copyOf(metrics);
        if (sql.isEmpty() && status instanceof Lifecycle.Active) {
            throw new IllegalArgumentException("sql must be present for an active definition");
        }
        if (metrics.isEmpty()) {
            throw new IllegalArgumentException("metrics must not be empty");
        }
        if (timestampColumn.isEmpty()
                && !(status instanceof Lifecycle.Removed)
                && metrics.stream().anyMatch(metric -> metric.timeFrame().isWindow())) {
            throw new IllegalArgumentException("timestampColumn must be present for a window");
        }
        if (appendOnly && timestampColumn.isEmpty()) {
            throw new IllegalArgumentException("timestampColumn must be present with appendOnly");
        }
    }

    /**
     * The SELECT of a definition whose metrics are counted.
     *
     * @throws java.util.NoSuchElementException for a definition that is not counted and has none
     */
    public MetricSelect select() {
        return sql.orElseThrow();
    }
}
