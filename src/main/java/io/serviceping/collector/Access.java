package io.serviceping.collector;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Who may deliver and who may read. A file has one secret a line; each of them is valid. It must not be readable by
 * everybody, and is read again at each request, so that a secret changes without a restart.
 *
 * @param tokens tokens that may deliver. Empty: no token is required
 * @param readerTokens tokens that may read what is stored, and replay. Empty: the tokens that may deliver
 * @param signingKeys keys for the signatures, {@code whsec_…} (HMAC-SHA256) or {@code whpk_…} (Ed25519). Empty: no
 *     signature is checked
 * @param tolerance maximum difference between the signature's timestamp and the clock. Empty (the default): no limit,
 *     so that a ping can be delivered days after it was signed. Standard Webhooks uses the limit against replays; here
 *     the stored ping id prevents them
 */
public record Access(
        Optional<Path> tokens, Optional<Path> readerTokens, Optional<Path> signingKeys, Optional<Duration> tolerance) {
    /** No token and no signature is required. */
    public static final Access OPEN =
            new Access(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public Access {
        if (tolerance.isPresent()
                && (tolerance.get().isNegative() || tolerance.get().isZero())) {
            throw new IllegalArgumentException("tolerance must be positive but was " + tolerance.get());
        }
    }
}
