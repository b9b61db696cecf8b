package io.serviceping.outbox;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The periods for which runs began: tells failed runs from missing ones. Also the latest time that is vouched for, by
 * which a run tells that the clock may be wrong.
 */
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

    private static final String VOUCHED = "select vouched_at from vouched_time where vouched_at is not null";

    private static final String VOUCH = """
            update vouched_time set vouched_at = :at where vouched_at is null or vouched_at < :at
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    /**
     * Works on migrated tables.
     *
     * @param transactions of the same data source
     */
    public BegunPeriods(DataSource state, PlatformTransactionManager transactions, InstantSource clock) {
        this.jdbc = JdbcClient.create(state);
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /**
     * A period for which a run began.
     *
     * @param runs that began or continued the period; at least 1
     */
    public record Begun(String period, int runs, Instant lastRunAt) {}

    /**
     * Notes that a run begins. The caller holds the run lock.
     *
     * @param vouched a time that is vouched for; empty: none
     */
    public void note(UUID instanceId, String period, Optional<Instant> vouched) {
        transaction.executeWithoutResult(status -> {
            if (!changes(AGAIN, instanceId, period)) {
                changes(FIRST, instanceId, period);
            }
            vouched.ifPresent(this::update);
        });
    }

    /** Notes a time that is vouched for. An earlier time than the noted one changes nothing. */
    public void vouch(Instant at) {
        transaction.executeWithoutResult(status -> update(at));
    }

    private void update(Instant vouched) {
        jdbc.sql(VOUCH).param("at", ColumnValues.column(vouched)).update();
    }

    /** The latest time that is vouched for. Empty: none. */
    public Optional<Instant> vouched() {
        return jdbc.sql(VOUCHED)
                .query((row, n) -> ColumnValues.instant(row, "vouched_at"))
                .optional();
    }

    private boolean changes(String sql, UUID instanceId, String period) {
        return jdbc.sql(sql)
                        .param("instanceId", instanceId)
                        .param("period", period)
                        .param("now", ColumnValues.column(clock.instant()))
                        .update()
                == 1;
    }

    /** Whether any period's last run began between these instants. */
    public boolean isAnyBetween(Instant from, Instant to) {
        return jdbc.sql(BETWEEN)
                        .param("from", ColumnValues.column(from))
                        .param("to", ColumnValues.column(to))
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** All periods of an instance. */
    public List<Begun> of(UUID instanceId) {
        return jdbc.sql(OF_INSTANCE)
                .param("instanceId", instanceId)
                .query((row, n) -> new Begun(
                        row.getString("period"), row.getInt("runs"), ColumnValues.instant(row, "last_run_at")))
                .list();
    }
}
