package io.serviceping.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;

/** The requests that an endpoint must refuse. The status tells a sender whether to try again. */
final class RefusalTrials {
    private static final int BOMB_BYTES = 64 * 1024 * 1024;
    private static final Set<Integer> MALFORMED = Set.of(400);
    private static final Set<Integer> TOO_LARGE = Set.of(413);
    private static final Set<Integer> ANOTHER_TYPE = Set.of(415);
    private static final Set<Integer> CONFLICT = Set.of(422);
    private static final Set<Integer> UNREADABLE = Set.of(400, 422);

    private RefusalTrials() {}

    static Verdict otherBytes(Counterpart endpoint) throws IOException, InterruptedException, UnmetException {
        UUID pingId = UUID.randomUUID();
        String document = SentPing.document(pingId, UUID.randomUUID());
        SentPing first = SentPing.of(pingId, document);
        Receipt receipt = AcceptanceTrials.accepted(endpoint, first);
        refused(endpoint, SentPing.of(pingId, document + " "), CONFLICT, "other bytes under a ping_id that it has");
        if (!AcceptanceTrials.accepted(endpoint, first).equals(receipt)) {
            throw new UnmetException("after other bytes under its ping_id a ping got another receipt");
        }
        return new Verdict.Met();
    }

    static Verdict secondPing(Counterpart endpoint) throws IOException, InterruptedException, UnmetException {
        UUID instance = UUID.randomUUID();
        AcceptanceTrials.accepted(endpoint, SentPing.of(UUID.randomUUID(), instance));
        SentPing second = SentPing.of(UUID.randomUUID(), instance);
        return refused(endpoint, second, CONFLICT, "another ping of the same instance and period");
    }

    static Verdict digest(Counterpart endpoint) throws IOException, InterruptedException, UnmetException {
        SentPing other =
                SentPing.fresh().with("Content-Digest", SentPing.fresh().digest());
        refused(endpoint, other, MALFORMED, "a ping whose Content-Digest is that of other content");
        SentPing without = SentPing.fresh().without("Content-Digest");
        return refused(endpoint, without, MALFORMED, "a ping without Content-Digest");
    }

    static Verdict key(Counterpart endpoint) throws IOException, InterruptedException, UnmetException {
        SentPing without = SentPing.fresh().without("Idempotency-Key");
        refused(endpoint, without, MALFORMED, "a ping without Idempotency-Key");
        // Also signed under the wrong id, so that the signature is valid and only the key is wrong.
        SentPing other = SentPing.of(UUID.randomUUID(), SentPing.document(UUID.randomUUID(), UUID.randomUUID()));
        return refused(endpoint, other, MALFORMED, "a ping whose Idempotency-Key is not its ping_id");
    }

    static Verdict contentType(Counterpart endpoint) throws IOException, InterruptedException, UnmetException {
        SentPing text = SentPing.fresh().with("Content-Type", "text/plain");
        return refused(endpoint, text, ANOTHER_TYPE, "a ping with Content-Type: text/plain");
    }

    static Verdict notAPing(Counterpart endpoint) throws IOException, InterruptedException, UnmetException {
        refused(endpoint, SentPing.of(UUID.randomUUID(), "{"), UNREADABLE, "content that is not JSON");
        refused(endpoint, SentPing.of(UUID.randomUUID(), "{}"), UNREADABLE, "JSON that is not a ping");
        byte[] plain = "{}".getBytes(StandardCharsets.UTF_8);
        SentPing notZipped = SentPing.zipped(UUID.randomUUID(), plain);
        return refused(endpoint, notZipped, MALFORMED, "content that is not gzip, though Content-Encoding says so");
    }

    static Verdict zipBomb(Counterpart endpoint) throws IOException, InterruptedException, UnmetException {
        SentPing bomb = SentPing.zipped(UUID.randomUUID(), SentPing.zip(new byte[BOMB_BYTES]));
        return refused(endpoint, bomb, TOO_LARGE, "64 KiB that unzip to 64 MiB");
    }

    static Verdict afterRefusal(Counterpart endpoint) throws IOException, InterruptedException, UnmetException {
        SentPing ping = SentPing.fresh();
        endpoint.deliver(ping.with("Content-Digest", SentPing.fresh().digest()));
        Answer answer = endpoint.deliver(ping);
        if (!answer.isAcceptance()) {
            throw new UnmetException("answered " + answer + " to a ping that came with a wrong digest before");
        }
        return new Verdict.Met();
    }

    private static Verdict refused(Counterpart endpoint, SentPing ping, Set<Integer> statuses, String what)
            throws IOException, InterruptedException, UnmetException {
        return refusal(endpoint.deliver(ping), statuses, what);
    }

    static Verdict refusal(Answer answer, Set<Integer> statuses, String what) throws UnmetException {
        if (!statuses.contains(answer.status())) {
            throw new UnmetException("answered " + answer + " to " + what);
        }
        return new Verdict.Met();
    }
}
