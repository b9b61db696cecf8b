package io.serviceping.settings;

import java.time.Duration;
import java.util.Optional;
import org.springframework.util.unit.DataSize;

/**
 * Limits on the load that counting puts on the application database.
 *
 * @param statementTimeout for one statement, 100 ms to 1 h
 * @param lockTimeout the longest wait of a statement for a lock, 100 ms to 1 h
 * @param targetBatchTime target duration of the statements of one range, 10 ms to 10 min
 * @param distinctMemory for all sets of distinct values together, 1 MB to 64 GB; beyond it numbers are estimates
 * @param runBudget for all counting of one run, 1 s to 24 h
 * @param appendSettle the least age of a row that is kept in incremental state, 1 s to 30 d
 * @param appendRecount an append-only table is counted in full after this number of pings, 1 to 1000
 * @param parallelism statements at once, 1 to 64
 * @param maxLoad the share of time spent in statements, above 0, at most 1; below 1 counting pauses between statements
 * @param throttles the throttles
 */
public record CollectionSettings(
        Duration statementTimeout,
        Duration lockTimeout,
        Duration targetBatchTime,
        DataSize distinctMemory,
        Duration runBudget,
        Duration appendSettle,
        int appendRecount,
        int parallelism,
        double maxLoad,
        Throttles throttles) {
    /**
     * The throttles, for PostgreSQL databases.
     *
     * @param maxReplicationLag the greatest lag of a standby in bytes of WAL, 1 KB to 1 TB. Empty: no limit
     * @param maxActiveSessions the greatest number of active sessions of others, 0 to 10000. Empty: no limit
     */
    public record Throttles(Optional<DataSize> maxReplicationLag, Optional<Integer> maxActiveSessions) {}

    public CollectionSettings {
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism must be positive but was " + parallelism);
        }
        if (!(maxLoad > 0 && maxLoad <= 1)) {
            throw new IllegalArgumentException("maxLoad must be above 0 and at most 1 but was " + maxLoad);
        }
    }
}
