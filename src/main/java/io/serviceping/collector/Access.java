package io.serviceping.collector;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Who may do what. The files are read at each request, so that a secret is changed without a restart; one secret a line,
 * any of them will do; no file may be readable by everybody.
 *
 * @param tokens of those who may deliver; none asks for no token
 * @param readerTokens of those who may read what is stored, and replay; none lets the senders' tokens do
 * @param signingKeys what a delivery must be signed with, {@code whsec_…} (HMAC-SHA256) or {@code whpk_…} (Ed25519);
 *     none checks no signature
 * @param tolerance how old or new a signature may be; none, the usual, lets a ping be delivered days after it was
 *     signed: what Standard Webhooks wants against replays, the key, remembered for ever, does
 */
public record Access(
        Optional<Path> tokens, Optional<Path> readerTokens, Optional<Path> signingKeys, Optional<Duration> tolerance) {
    /** For everybody. */
    public static final Access OPEN =
            new Access(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public Access {
        if (tolerance.isPresent()
                && (tolerance.get().isNegative() || tolerance.get().isZero())) {
            throw new IllegalArgumentException("tolerance must be positive but was " + tolerance.get());
        }
    }
}
