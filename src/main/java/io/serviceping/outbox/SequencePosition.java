package io.serviceping.outbox;

import java.util.Optional;
import java.util.UUID;

/**
 * The position of the next ping among its instance's pings.
 *
 * @param sequence from 1
 * @param previousPingId of the ping frozen before; empty for the first ping
 * @param evicted how many of the instance's pings have been given up unsent; not negative
 */
public record SequencePosition(long sequence, Optional<UUID> previousPingId, long evicted) {
    static final SequencePosition FIRST = new SequencePosition(1, Optional.empty(), 0);

    public SequencePosition {
        if (sequence < 1 || previousPingId.isPresent() != (sequence > 1)) {
            throw new IllegalArgumentException(
                    "sequence must be 1 without a previous ping and above with one but was " + sequence);
        }
        if (evicted < 0 || evicted >= sequence) {
            throw new IllegalArgumentException("evicted must be from 0 to below sequence but was " + evicted);
        }
    }
}
