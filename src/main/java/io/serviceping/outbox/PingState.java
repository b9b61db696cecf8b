package io.serviceping.outbox;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The state of a ping. {@link #successors} is the only table of allowed changes. */
public enum PingState {
    /** Never attempted. */
    FROZEN,
    /** A process is sending the ping, or was killed while sending it. */
    ATTEMPTING,
    /** Attempted without success, or put back in the queue. */
    WAITING,
    /** The endpoint refused the ping for its content; only {@link Outbox#redrive} puts it back. */
    QUARANTINED,
    /** The endpoint is gone; only {@link Outbox#redrive} puts the ping back. */
    HELD,
    /** Frozen, or waiting, while nobody agreed to send the ping; only {@link Outbox#release} puts it in the queue. */
    WITHDRAWN,
    /** Given up unsent, because too much waited or the ping waited too long; its bytes are dropped. */
    EVICTED,
    /** The endpoint gave its receipt. */
    DELIVERED;

    /** The states that may follow this one. */
    public Set<PingState> successors() {
        return switch (this) {
            case FROZEN -> EnumSet.of(ATTEMPTING, WITHDRAWN, EVICTED, DELIVERED);
            case ATTEMPTING -> EnumSet.of(DELIVERED, WAITING, QUARANTINED, HELD);
            case WAITING -> EnumSet.of(ATTEMPTING, WITHDRAWN, EVICTED, DELIVERED);
            case QUARANTINED, HELD -> EnumSet.of(WAITING, WITHDRAWN, EVICTED, DELIVERED);
            case WITHDRAWN -> EnumSet.of(WAITING, EVICTED, DELIVERED);
            case EVICTED -> EnumSet.of(DELIVERED);
            case DELIVERED -> Collections.emptySet();
        };
    }

    /** Whether the ping is in the queue, so that it may be claimed. */
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
