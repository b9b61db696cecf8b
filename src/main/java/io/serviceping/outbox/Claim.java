package io.serviceping.outbox;

import java.time.Instant;
import java.util.UUID;

/**
 * The right to make one attempt. It ends with the one {@code mark…} verb that wins.
 *
 * @param number of the attempt, from 1; when another process takes the ping over, this number is no longer current and
 *     the claim is lost
 */
public record Claim(Ping ping, int number, Instant startedAt) {
    public Claim {
        if (number < 1) {
            throw new IllegalArgumentException("number must be positive but was " + number);
        }
    }

    UUID pingId() {
        return ping.pingId();
    }
}
