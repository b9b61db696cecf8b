package io.serviceping.conformance;

import java.time.Instant;
import java.util.Optional;

/**
 * The credentials that an endpoint requires of a sender. The text form omits them.
 *
 * @param token bearer token
 * @param signing key for the signatures
 */
public record Keys(Optional<String> token, Optional<SigningSecret> signing) {
    SentPing permit(SentPing ping, Instant now) {
        SentPing known =
                token.map(text -> ping.with("Authorization", "Bearer " + text)).orElse(ping);
        return signing.map(key -> known.signed(key, now)).orElse(known);
    }

    @Override
    public String toString() {
        return "Keys[hidden]";
    }
}
