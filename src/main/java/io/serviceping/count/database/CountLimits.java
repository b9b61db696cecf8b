package io.serviceping.count.database;

import java.time.Duration;

/**
 * How much a count may ask of an application database.
 *
 * @param statementTimeout longest time of one statement; at least 1 ms
 * @param lockTimeout longest wait for a lock; at least 1 ms
 * @param parallelism connections per database, which is also how many scans run side by side; at least 1
 * @param maxLoad share of the time a statement may be running, above 0 and at most 1: 0.25 rests three times as long as
 *     each statement took
 * @param brakes when no statement may begin
 */
public record CountLimits(
        Duration statementTimeout, Duration lockTimeout, int parallelism, double maxLoad, ThrottleLimits brakes) {
    public CountLimits {
        atLeastOneMilli("statementTimeout", statementTimeout);
        atLeastOneMilli("lockTimeout", lockTimeout);
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism must be at least 1 but was " + parallelism);
        }
        if (!(maxLoad > 0 && maxLoad <= 1)) {
            throw new IllegalArgumentException("maxLoad must be above 0 and at most 1 but was " + maxLoad);
        }
    }

    /** Without brakes. */
    public CountLimits(Duration statementTimeout, Duration lockTimeout, int parallelism, double maxLoad) {
        this(statementTimeout, lockTimeout, parallelism, maxLoad, ThrottleLimits.NONE);
    }

    private static void atLeastOneMilli(String field, Duration duration) {
        if (duration.toMillis() < 1) {
            throw new IllegalArgumentException(field + " must be at least 1 ms but was " + duration);
        }
    }

    /** How long to rest after a statement that took so long. */
    Duration restAfter(Duration statement) {
        return Duration.ofNanos((long) (statement.toNanos() * (1 / maxLoad - 1)));
    }
}
