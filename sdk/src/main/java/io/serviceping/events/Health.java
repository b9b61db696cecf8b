package io.serviceping.events;

import java.time.Instant;
import java.util.Map;

/**
 * How counting goes in this process.
 *
 * @param counting false: switched off
 * @param durability {@code file}: what was counted survives the process; {@code memory}: it does not; empty: off
 * @param spoolBytes the size of the counter file
 * @param waitingMembers entries of the member log that the database does not have yet
 * @param lastFlush when the database last got what was counted; {@link Instant#EPOCH}: never
 * @param lost the events or members that this process lost, by reason
 * @param problem why the last flush failed, or why memory is used; empty: all is well
 */
public record Health(
        boolean counting,
        String durability,
        long spoolBytes,
        long waitingMembers,
        Instant lastFlush,
        Map<String, Long> lost,
        String problem) {
    public Health {
        lost = Map.copyOf(lost);
    }
}
