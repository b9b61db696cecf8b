package io.serviceping.outbox;

import java.time.Instant;
import java.util.UUID;

/**
 * The right to make one attempt. It ends with the one {@code mark…} verb that wins.
 *
 * @param number of the attempt, from 1; a later attempt by another process ends the claim
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
