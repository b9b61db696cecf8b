package io.serviceping.outbox;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Where a ping stands. {@link #successors} is the one table of legal moves. */
public enum PingState {
    /** Never tried. */
    FROZEN,
    /** Claimed by the one process that is sending it, or was when it was killed. */
    ATTEMPTING,
    /** Tried without success, or put back: to be tried again. */
    WAITING,
    /** The endpoint refused it for what it is; only {@link Outbox#redrive} brings it back. */
    QUARANTINED,
    /** The endpoint said that it is gone; only {@link Outbox#release} brings it back. */
    HELD,
    /** Given up unsent, since too much was waiting or for too long; its bytes are gone. */
    EVICTED,
    /** The endpoint gave its receipt. */
    DELIVERED;

    /** The states a ping may go to from this one. */
    public Set<PingState> successors() {
        return switch (this) {
            case FROZEN -> EnumSet.of(ATTEMPTING, EVICTED, DELIVERED);
            case ATTEMPTING -> EnumSet.of(DELIVERED, WAITING, QUARANTINED, HELD);
            case WAITING -> EnumSet.of(ATTEMPTING, EVICTED, DELIVERED);
            case QUARANTINED, HELD -> EnumSet.of(WAITING, EVICTED, DELIVERED);
            case EVICTED -> EnumSet.of(DELIVERED);
            case DELIVERED -> Collections.emptySet();
        };
    }

    /** Whether the ping is in the queue: it may be claimed. */
    public boolean isQueued() {
        return successors().contains(ATTEMPTING);
    }

    static Set<PingState> before(PingState to) {
        EnumSet<PingState> before = EnumSet.allOf(PingState.class);
        before.removeIf(state -> !state.successors().contains(to));
        return before;
    }

    static PingState ofStored(String text) {
        return Arrays.stream(values())
                .filter(state -> state.stored().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("state of a ping unknown: " + text));
    }

    String stored() {
        return name().toLowerCase(Locale.ROOT);
    }
}
