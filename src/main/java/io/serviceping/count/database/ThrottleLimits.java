package io.serviceping.count.database;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a PostgreSQL server may be busy with while we ask it.
 *
 * @param replicationLag how many bytes of WAL a standby may be behind, at least 0; empty for any
 * @param activeSessions how many sessions of others may be active in the database, at least 0; empty for any
 */
public record ThrottleLimits(OptionalLong replicationLag, OptionalInt activeSessions) {
    /** Nothing is waited for. */
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
