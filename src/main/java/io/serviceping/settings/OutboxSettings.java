package io.serviceping.settings;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/**
 * Limits of the outbox and of delivery.
 *
 * @param runBudget for all tries of one run, 1 s to 24 h
 * @param breakerAfter failed runs in a row, 1 to 1000; after them one probe a day
 * @param maxPayload of one ping as sent (compressed), 1 KB to 1 GB
 * @param maxBytes of all waiting pings as sent, 1 KB to 1 TB
 * @param maxAge of a waiting ping since it was frozen, 1 d to 36,500 d
 * @param keepDelivered how long the bytes of a delivered ping are kept, 1 d to 36,500 d
 */
public record OutboxSettings(
        Duration runBudget,
        int breakerAfter,
        DataSize maxPayload,
        DataSize maxBytes,
        Duration maxAge,
        Duration keepDelivered) {
    public OutboxSettings {
        if (breakerAfter < 1) {
            throw new IllegalArgumentException("breakerAfter must be positive but was " + breakerAfter);
        }
    }
}
