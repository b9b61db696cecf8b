package io.serviceping.outbox;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The periods that runs began to work on, so that one without a ping can be told from one that nobody ever ran. */
public final class BegunPeriods {
    private static final String AGAIN = """
            update period_begun set runs = runs + 1, last_run_at = :now
            where instance_id = :instanceId and period = :period
            """;
    private static final String FIRST = """
            insert into period_begun (instance_id, period, runs, last_run_at) values (:instanceId, :period, 1, :now)
            """;
    private static final String OF_INSTANCE = """
            select period, runs, last_run_at from period_begun where instance_id = :instanceId order by period
            """;

    private static final String BETWEEN = """
            select count(*) from period_begun where last_run_at between :from and :to
            """;

    private final JdbcClient jdbc;
    private final InstantSource clock;

    /** The periods in migrated tables. */
    public BegunPeriods(DataSource state, InstantSource clock) {
        this.jdbc = JdbcClient.create(state);
        this.clock = clock;
    }

    /**
     * A period that was begun.
     *
     * @param runs that began it or went on with it; at least 1
     */
    public record Begun(String period, int runs, Instant lastRunAt) {}

    /** Notes that a run begins. The caller holds the run lock. */
    public void note(UUID instanceId, String period) {
        for (String sql : List.of(AGAIN, FIRST)) {
            int changed = jdbc.sql(sql)
                    .param("instanceId", instanceId)
                    .param("period", period)
                    .param("now", Stored.column(clock.instant()))
                    .update();
            if (changed == 1) {
                return;
            }
        }
    }

    /** Whether the last run that began with some period was within that span of time. */
    public boolean isAnyBetween(Instant from, Instant to) {
        return jdbc.sql(BETWEEN)
                        .param("from", Stored.column(from))
                        .param("to", Stored.column(to))
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** All of an instance. */
    public List<Begun> of(UUID instanceId) {
        return jdbc.sql(OF_INSTANCE)
                .param("instanceId", instanceId)
                .query((row, n) ->
                        new Begun(row.getString("period"), row.getInt("runs"), Stored.instant(row, "last_run_at")))
                .list();
    }
}
