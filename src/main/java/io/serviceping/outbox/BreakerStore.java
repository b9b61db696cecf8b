package io.serviceping.outbox;

import static io.serviceping.outbox.ColumnValues.column;

import io.serviceping.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The breaker of one endpoint, in the state database. Another URL has another breaker, which starts closed. Each verb
 * is one statement in its own transaction and returns whether it won. Every verb throws
 * {@link org.springframework.dao.DataAccessException} when the database fails.
 */
public final class BreakerStore {
    /** Less than a day, so that a daily run does not come just before the probe is due. */
    public static final Duration BETWEEN_PROBES = Duration.ofHours(20);

    private static final String READ = """
            select failed_runs, opened_at, next_probe_at from outbox_breaker where endpoint = :endpoint
            """;
    private static final String FIRST_FAILURE = """
            insert into outbox_breaker (endpoint, failed_runs, opened_at, next_probe_at)
            values (:endpoint, 1, :openedAt, :nextProbeAt)
            """;
    private static final String FAILURE = """
            update outbox_breaker
            set failed_runs = failed_runs + 1, opened_at = coalesce(opened_at, :openedAt), next_probe_at = :nextProbeAt
            where endpoint = :endpoint and failed_runs = :seen
            """;
    private static final String CLAIM_PROBE = """
            update outbox_breaker set next_probe_at = :nextProbeAt
            where endpoint = :endpoint and next_probe_at = :seen
            """;
    private static final String CLOSE = """
            delete from outbox_breaker where endpoint = :endpoint
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final String endpoint;
    private final int opensAfter;
    private final InstantSource clock;

    /**
     * Works on migrated tables.
     *
     * @param transactions of the same data source
     * @param url of the endpoint; only its hash is stored
     * @param opensAfter the number of failed runs in a row that opens the breaker; at least 1
     */
    public BreakerStore(
            DataSource state,
            PlatformTransactionManager transactions,
            String url,
            int opensAfter,
            InstantSource clock) {
        if (opensAfter < 1) {
            throw new IllegalArgumentException("opensAfter must be positive but was " + opensAfter);
        }
        this.jdbc = JdbcClient.create(state);
        this.transaction = new TransactionTemplate(transactions);
        this.endpoint = Sha256.hex(url.getBytes(StandardCharsets.UTF_8));
        this.opensAfter = opensAfter;
        this.clock = clock;
    }

    public Breaker read() {
        return jdbc.sql(READ)
                .param("endpoint", endpoint)
                .query(BreakerStore::breaker)
                .optional()
                .orElseGet(() -> new Breaker.Closed(0));
    }

    /**
     * Claims the right to send one probe (half-open). The next probe is due {@link #BETWEEN_PROBES} later, even if this
     * process is killed now.
     *
     * @param seen as last read
     * @return whether no other process claimed it first
     */
    public boolean claimProbe(Breaker.Open seen) {
        return changed(jdbc.sql(CLAIM_PROBE)
                .param("endpoint", endpoint)
                .param("seen", column(seen.nextProbeAt()))
                .param("nextProbeAt", column(clock.instant().plus(BETWEEN_PROBES))));
    }

    /**
     * Records a failed run. Opens the breaker when the limit is reached.
     *
     * @param seen as last read
     * @return whether the breaker was still as last read
     */
    public boolean failed(Breaker seen) {
        try {
            return noteFailure(seen);
        } catch (DuplicateKeyException e) {
            return false;
        }
    }

    private boolean noteFailure(Breaker seen) {
        boolean open = seen.failedRuns() + 1 >= opensAfter;
        Instant now = clock.instant();
        return changed(jdbc.sql(seen.failedRuns() == 0 ? FIRST_FAILURE : FAILURE)
                .param("endpoint", endpoint)
                .param("seen", seen.failedRuns())
                .param("openedAt", open ? column(now) : null, Types.TIMESTAMP_WITH_TIMEZONE)
                .param("nextProbeAt", open ? column(now.plus(BETWEEN_PROBES)) : null, Types.TIMESTAMP_WITH_TIMEZONE));
    }

    /**
     * Records a delivery, and closes the breaker.
     *
     * @return whether a failure was recorded before
     */
    public boolean succeeded() {
        return changed(jdbc.sql(CLOSE).param("endpoint", endpoint));
    }

    private boolean changed(JdbcClient.StatementSpec statement) {
        return transaction.execute(status -> statement.update()) == 1;
    }

    private static Breaker breaker(ResultSet row, int rowNumber) throws SQLException {
        int failedRuns = row.getInt("failed_runs");
        Optional<Instant> since = ColumnValues.maybeInstant(row, "opened_at");
        @Nullable
        Instant nextProbeAt = ColumnValues.maybeInstant(row, "next_probe_at").orElse(null);
        return since.isPresent() && nextProbeAt != null
                ? new Breaker.Open(failedRuns, since.get(), nextProbeAt)
                : new Breaker.Closed(failedRuns);
    }
}
