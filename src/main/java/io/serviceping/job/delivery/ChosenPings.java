package io.serviceping.job.delivery;

import io.serviceping.outbox.PingSummary;
import java.util.Optional;

/**
 * Which pings of the outbox a command sends.
 *
 * @param byHand whether to try pings before they are due, and to ignore the breaker
 * @param digest of the one ping to send, as {@code Content-Digest} has it. Empty: all
 */
public record ChosenPings(boolean byHand, Optional<String> digest) {
    public static final ChosenPings DUE = new ChosenPings(false, Optional.empty());
    public static final ChosenPings ALL = new ChosenPings(true, Optional.empty());

    public static ChosenPings only(String digest) {
        return new ChosenPings(true, Optional.of(digest));
    }

    boolean has(PingSummary ping) {
        return digest.isEmpty() || digest.get().equals(ping.digest());
    }
}
