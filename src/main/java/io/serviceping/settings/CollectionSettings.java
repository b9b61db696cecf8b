package io.serviceping.settings;

import java.time.Duration;
import java.util.Optional;
import org.springframework.util.unit.DataSize;

/**
 * How hard counting may work the application database.
 *
 * @param statementTimeout for one statement, 100 ms to 1 h
 * @param lockTimeout how long a statement may wait for a lock, 100 ms to 1 h
 * @param targetBatchTime how long the statements of one range should take, 10 ms to 10 min
 * @param distinctMemory for all sets of distinct values together, 1 MB to 64 GB; what does not fit is estimated
 * @param runBudget for all counting of one run, 1 s to 24 h
 * @param appendSettle how old a row of a table that only grows must be to be kept, 1 s to 30 d
 * @param appendRecount every so many pings such a table is counted in full, 1 to 1000
 * @param parallelism statements at once, 1 to 64
 * @param maxLoad the share of time spent in statements: above 0, at most 1; below 1 counting pauses between them
 * @param brakes when counting waits
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
        Brakes brakes) {
    /**
     * What counting waits for, in databases of PostgreSQL.
     *
     * @param maxReplicationLag how many bytes of WAL a standby may be behind, 1 KB to 1 TB; empty for any
     * @param maxActiveSessions how many sessions of others may be active in the database, 0 to 10000; empty for any
     */
    public record Brakes(Optional<DataSize> maxReplicationLag, Optional<Integer> maxActiveSessions) {}

    public CollectionSettings {
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism must be positive but was " + parallelism);
        }
        if (!(maxLoad > 0 && maxLoad <= 1)) {
            throw new IllegalArgumentException("maxLoad must be above 0 and at most 1 but was " + maxLoad);
        }
    }
}
