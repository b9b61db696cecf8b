package io.serviceping.count;

import java.time.Instant;
import java.util.UUID;

/**
 * The counting of one ping, begun once and kept over restarts.
 *
 * @param pingId the same for every attempt to count and to send the ping
 * @param period the ISO week, such as {@code 2026-W46}
 * @param asOf the end of every window
 * @param startedAt when counting first began
 * @param reason why counting began, a word of the payload
 */
public record Counting(UUID pingId, UUID instanceId, String period, Instant asOf, Instant startedAt, String reason) {}
