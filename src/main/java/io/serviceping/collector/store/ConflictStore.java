package io.serviceping.collector.store;

import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Counts the deliveries that conflict with a stored ping. Has at most one row per stored ping, keyed by instance and
 * period, so that senders cannot make the table larger than that of the pings.
 */
public final class ConflictStore {
    private static final String AGAIN = """
            update conflict set deliveries = deliveries + 1, last_received_at = :now
            where instance_id = :instance_id and period = :period
            """;
    private static final String FIRST = """
            insert into conflict (instance_id, period, first_received_at, last_received_at)
            values (:instance_id, :period, :now, :now)
            """;

    private final JdbcClient jdbc;
    private final InstantSource clock;

    public ConflictStore(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    public void note(StoreResult.Conflict conflict) {
        if (!run(AGAIN, conflict)) {
            try {
                run(FIRST, conflict);
            } catch (DuplicateKeyException e) {
                run(AGAIN, conflict);
            }
        }
    }

    private boolean run(String statement, StoreResult.Conflict conflict) {
        return jdbc.sql(statement)
                        .param("instance_id", conflict.instanceId())
                        .param("period", conflict.period())
                        .param(
                                "now",
                                OffsetDateTime.ofInstant(
                                        clock.instant().truncatedTo(ChronoUnit.MILLIS), ZoneOffset.UTC))
                        .update()
                > 0;
    }
}
