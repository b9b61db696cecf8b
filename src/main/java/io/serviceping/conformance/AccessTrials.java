package io.serviceping.conformance;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** The senders that an endpoint must refuse. */
final class AccessTrials {
    private static final Set<Integer> UNKNOWN = Set.of(401);

    private AccessTrials() {}

    static Verdict token(Counterpart endpoint) throws IOException, InterruptedException, UnmetException {
        if (endpoint.keys().token().isEmpty()) {
            return new Verdict.Skipped("no token was given");
        }
        SentPing ping = endpoint.permitted(SentPing.fresh());
        RefusalTrials.refusal(endpoint.post(ping.without("Authorization")), UNKNOWN, "a ping without a token");
        Answer answer = endpoint.post(ping.with("Authorization", "Bearer unknown"));
        return RefusalTrials.refusal(answer, UNKNOWN, "a ping with another token");
    }

    static Verdict signature(Counterpart endpoint) throws IOException, InterruptedException, UnmetException {
        Optional<SigningSecret> key = endpoint.keys().signing();
        if (key.isEmpty()) {
            return unsigned();
        }
        SentPing ping = endpoint.permitted(SentPing.fresh());
        SentPing unsigned =
                ping.without("webhook-id").without("webhook-timestamp").without("webhook-signature");
        RefusalTrials.refusal(endpoint.post(unsigned), UNKNOWN, "a ping without a signature");
        SentPing foreign = ping.signed(key.get().stranger(), endpoint.clock().instant());
        RefusalTrials.refusal(endpoint.post(foreign), UNKNOWN, "a ping that was signed with another key");
        SentPing moved = ping.with("webhook-signature", signature(endpoint, SentPing.fresh()));
        return RefusalTrials.refusal(endpoint.post(moved), UNKNOWN, "a ping with the signature of another ping");
    }

    static Verdict severalSignatures(Counterpart endpoint) throws IOException, InterruptedException, UnmetException {
        Optional<SigningSecret> key = endpoint.keys().signing();
        if (key.isEmpty()) {
            return unsigned();
        }
        SentPing ping = endpoint.permitted(SentPing.fresh());
        String foreign =
                header(ping.signed(key.get().stranger(), endpoint.clock().instant()));
        Answer answer = endpoint.post(ping.with("webhook-signature", foreign + " " + header(ping)));
        if (!answer.isAcceptance()) {
            throw new UnmetException(
                    "answered " + answer + " to a ping with a signature of another key before the right one");
        }
        return new Verdict.Met();
    }

    private static Verdict unsigned() {
        return new Verdict.Skipped("no signing key was given");
    }

    private static String signature(Counterpart endpoint, SentPing ping) {
        return header(endpoint.permitted(ping));
    }

    private static String header(SentPing ping) {
        return ping.headers().getOrDefault("webhook-signature", "");
    }
}
