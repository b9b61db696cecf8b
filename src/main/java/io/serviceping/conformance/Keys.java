package io.serviceping.conformance;

import java.time.Instant;
import java.util.Optional;

/**
 * What an endpoint asks a sender for. Its text form says nothing.
 *
 * @param token a bearer token
 * @param signing a key whose signatures it takes
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
