package io.serviceping.outbox;

import java.time.Instant;
import java.util.UUID;

/**
 * One frozen report.
 *
 * @param period such as {@code 2026-W46}; 1 to 16 characters
 * @param sequence number of this ping among the instance's frozen pings, from 1, without gaps
 * @param digest the Content-Digest taken when the ping was frozen
 * @param complete whether every metric that was to be counted has a value
 * @param frozenAt to the microsecond, as the database stores it
 */
public record Ping(
        UUID pingId,
        UUID instanceId,
        String period,
        long sequence,
        GzipContent content,
        String digest,
        boolean complete,
        Instant frozenAt,
        PingState state) {
    private static final int LONGEST_PERIOD = 16;

    public Ping {
        if (period.isBlank() || period.length() > LONGEST_PERIOD) {
            throw new IllegalArgumentException(
                    "period must have 1 to " + LONGEST_PERIOD + " characters but was '" + period + "'");
        }
        if (sequence < 1) {
            throw new IllegalArgumentException("sequence must be positive but was " + sequence);
        }
    }

    /** The JSON of the report in UTF-8. */
    public byte[] json() {
        return content.json();
    }

    /** Whether the bytes are still those that were frozen. */
    public boolean isIntact() {
        return digest.equals(content.digest());
    }
}
