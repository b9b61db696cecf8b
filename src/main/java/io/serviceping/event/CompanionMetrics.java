package io.serviceping.event;

import io.serviceping.definition.DataCategory;
import io.serviceping.definition.KeyPath;
import io.serviceping.definition.Lifecycle;
import io.serviceping.definition.Metric;
import io.serviceping.definition.MetricDefinition;
import io.serviceping.definition.TimeFrame;
import io.serviceping.definition.TimestampColumn;
import io.serviceping.definition.TimestampUnit;
import io.serviceping.definition.ValueType;
import io.serviceping.definition.sql.InvalidSelectException;
import io.serviceping.definition.sql.MetricSelect;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Metrics that tell a reader of other event metrics what is missing in them. */
final class CompanionMetrics {
    private static final String LOST = "select coalesce(sum(events), 0) from product_event_loss";

    /**
     * Sessions are in UTC, as is {@code seen_at}. A node of an older deployment, whose disk was thrown away, stays open
     * in the ledger; after four weeks it says nothing about the values of this ping.
     */
    private static final String SILENT = """
            select count(*)
            from product_event_spool
            where not closed
              and seen_at < localtimestamp - interval '10' minute
              and seen_at >= localtimestamp - interval '28' day""";

    /** As the doctor sees it. */
    private static final String IN_MEMORY = """
            select count(*)
            from product_event_spool
            where not closed
              and durability = 'memory'
              and seen_at >= localtimestamp - interval '1' day""";

    private CompanionMetrics() {}

    static List<MetricDefinition> in(String database) {
        return List.of(
                definition(
                        database,
                        "events.lost",
                        "Events, or parts of them, that could not be counted.",
                        LOST,
                        Optional.of(new TimestampColumn("on_day", TimestampUnit.DATE)),
                        TimeFrame.ALL,
                        TimeFrame.DAYS_28,
                        TimeFrame.DAYS_7),
                definition(
                        database,
                        "events.silent_nodes",
                        "Processes that count events and have not been heard of for 10 minutes to 28 days.",
                        SILENT,
                        Optional.empty(),
                        TimeFrame.ALL),
                definition(
                        database,
                        "events.memory_nodes",
                        "Processes that count events in memory, where a kill loses those since the last flush.",
                        IN_MEMORY,
                        Optional.empty(),
                        TimeFrame.ALL));
    }

    private static MetricDefinition definition(
            String database,
            String name,
            String description,
            String sql,
            Optional<TimestampColumn> timestamp,
            TimeFrame... frames) {
        KeyPath keyPath = new KeyPath(name);
        return new MetricDefinition(
                keyPath,
                description,
                "service-ping",
                ValueType.NUMBER,
                new Lifecycle.Active(),
                "1.0",
                DataCategory.OPERATIONAL,
                Arrays.stream(frames)
                        .map(frame -> new Metric(keyPath.withSuffix(frame.suffix()), frame))
                        .toList(),
                database,
                Optional.of(parsed(sql)),
                Optional.empty(),
                timestamp,
                false,
                Path.of(name + ", which service-ping adds"),
                0);
    }

    /** Our own SQL. */
    static MetricSelect parsed(String sql) {
        try {
            return MetricSelect.parse(sql);
        } catch (InvalidSelectException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
