package io.serviceping.count.database;

import java.time.Duration;

/**
 * Limits on the load that a count puts on one application database.
 *
 * @param statementTimeout longest time of one statement; at least 1 ms
 * @param lockTimeout longest wait for a lock; at least 1 ms
 * @param parallelism connections per database, and scans that run in parallel; at least 1
 * @param maxLoad largest share of time in which a statement runs, above 0 and at most 1. With 0.25, each rest is three
 *     times as long as its statement
 * @param throttles load of the server above which no statement begins
 */
public record CountLimits(
        Duration statementTimeout, Duration lockTimeout, int parallelism, double maxLoad, ThrottleLimits throttles) {
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

    /** Without a throttle. */
    public CountLimits(Duration statementTimeout, Duration lockTimeout, int parallelism, double maxLoad) {
        this(statementTimeout, lockTimeout, parallelism, maxLoad, ThrottleLimits.NONE);
    }

    private static void atLeastOneMilli(String field, Duration duration) {
        if (duration.toMillis() < 1) {
            throw new IllegalArgumentException(field + " must be at least 1 ms but was " + duration);
        }
    }

    Duration restAfter(Duration statement) {
        return Duration.ofNanos((long) (statement.toNanos() * (1 / maxLoad - 1)));
    }
}
