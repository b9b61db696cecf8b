package io.serviceping.count;

import java.time.Instant;
import java.util.UUID;

/**
 * The counting of one ping: begun once, whatever happens in between.
 *
 * @param pingId the ping's id, the same for every attempt to count and to send it
 * @param period the ISO week, such as {@code 2026-W46}
 * @param asOf where every window ends
 * @param startedAt when counting first began
 * @param reason why it was begun, a word of the payload
 */
public record Counting(UUID pingId, UUID instanceId, String period, Instant asOf, Instant startedAt, String reason) {}
