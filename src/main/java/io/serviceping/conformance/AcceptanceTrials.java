package io.serviceping.conformance;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** The requests that an endpoint must accept. */
final class AcceptanceTrials {
    private static final int AT_ONCE = 8;
    private static final int IN_PROGRESS = 409;

    private AcceptanceTrials() {}

    static Verdict receipt(Counterpart endpoint) throws IOException, InterruptedException, UnmetException {
        accepted(endpoint, SentPing.fresh());
        return new Verdict.Met();
    }

    static Verdict sameReceipt(Counterpart endpoint) throws IOException, InterruptedException, UnmetException {
        SentPing ping = SentPing.fresh();
        Receipt first = accepted(endpoint, ping);
        Receipt second = accepted(endpoint, ping);
        if (!first.equals(second)) {
            throw new UnmetException("the same ping got " + first + " and then " + second);
        }
        return new Verdict.Met();
    }

    static Verdict parallel(Counterpart endpoint) throws IOException, InterruptedException, UnmetException {
        SentPing ping = SentPing.fresh();
        Set<Receipt> receipts = new HashSet<>();
        for (Answer answer : endpoint.postAtOnce(endpoint.permitted(ping), AT_ONCE)) {
            if (answer.status() != IN_PROGRESS) {
                receipts.add(Receipt.of(answer, ping));
            }
        }
        receipts.add(accepted(endpoint, ping));
        if (receipts.size() > 1) {
            throw new UnmetException("attempts at the same time got different receipts: " + receipts);
        }
        return new Verdict.Met();
    }

    static Verdict laterVersion(Counterpart endpoint) throws IOException, InterruptedException, UnmetException {
        UUID pingId = UUID.randomUUID();
        String document = SentPing.document(pingId, UUID.randomUUID())
                .replace(
                        "\"schema_version\": \"1.0\"",
                        "\"schema_version\": \"1.999\", \"of_a_later_version\": {\"a\": [1]}");
        Answer answer = endpoint.deliver(SentPing.of(pingId, document));
        if (!answer.isAcceptance()) {
            throw new UnmetException(
                    "answered " + answer + " to a ping of version 1.999 with a member that no version has yet");
        }
        return new Verdict.Met();
    }

    static Receipt accepted(Counterpart endpoint, SentPing ping)
            throws IOException, InterruptedException, UnmetException {
        return Receipt.of(endpoint.deliver(ping), ping);
    }
}
