package io.serviceping.count.database;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Load of a PostgreSQL server above which counting waits.
 *
 * @param replicationLag bytes of WAL that a standby may be behind, at least 0. Empty: no limit
 * @param activeSessions active sessions of other clients in the database, at least 0. Empty: no limit
 */
public record ThrottleLimits(OptionalLong replicationLag, OptionalInt activeSessions) {
    public static final ThrottleLimits NONE = new ThrottleLimits(OptionalLong.empty(), OptionalInt.empty());

    public ThrottleLimits {
        atLeastZero("replicationLag", replicationLag.orElse(0));
        atLeastZero("activeSessions", activeSessions.orElse(0));
    }

    private static void atLeastZero(String field, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(field + " must be at least 0 but was " + value);
        }
    }

    boolean isSet() {
        return replicationLag.isPresent() || activeSessions.isPresent();
    }
}
