package io.serviceping.conformance;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Tries every requirement on an endpoint, with pings of random instances for the period 2026-W45. */
public final class EndpointCheck {
    private static final Duration ONE_ANSWER = Duration.ofSeconds(30);
    private static final Duration ALL = Duration.ofMinutes(5);

    private final Counterpart endpoint;
    private final Duration limit;

    /**
     * Prepares a check without sending anything.
     *
     * @param keys the token and signing key that the endpoint requires
     * @param clock gives the signatures their time
     */
    public EndpointCheck(URI endpoint, Keys keys, InstantSource clock) {
        this(endpoint, keys, clock, ONE_ANSWER, ALL);
    }

    /**
     * The same with other limits.
     *
     * @param answer longest wait for one answer, to its last byte
     * @param limit time after which no further requirement is tried
     */
    EndpointCheck(URI endpoint, Keys keys, InstantSource clock, Duration answer, Duration limit) {
        this.endpoint = new Counterpart(endpoint, keys, clock, answer);
        this.limit = limit;
    }

    /**
     * The findings of all requirements, in their order. If the endpoint accepts no ping at all, the others are skipped.
     *
     * @throws IOException if the first ping gets no answer
     */
    public List<Finding> run() throws IOException, InterruptedException {
        long start = System.nanoTime();
        List<Finding> findings = new ArrayList<>();
        findings.add(new Finding(Requirement.RECEIPT, verdict(Requirement.RECEIPT)));
        boolean takesPings = findings.get(0).verdict() instanceof Verdict.Met;
        for (Requirement requirement : Requirement.values()) {
            if (requirement != Requirement.RECEIPT) {
                boolean isLate = System.nanoTime() - start > limit.toNanos();
                findings.add(new Finding(
                        requirement,
                        !takesPings
                                ? new Verdict.Skipped("it takes no ping at all")
                                : isLate
                                        ? new Verdict.Unmet(
                                                "answers so slowly that the check's time was over before this")
                                        : verdictOfLater(requirement)));
            }
        }
        return findings;
    }

    private Verdict verdict(Requirement requirement) throws IOException, InterruptedException {
        try {
            return tried(requirement);
        } catch (UnmetException e) {
            return new Verdict.Unmet(String.valueOf(e.getMessage()));
        }
    }

    private Verdict tried(Requirement requirement) throws IOException, InterruptedException, UnmetException {
        return switch (requirement) {
            case RECEIPT -> AcceptanceTrials.receipt(endpoint);
            case SAME_RECEIPT -> AcceptanceTrials.sameReceipt(endpoint);
            case PARALLEL -> AcceptanceTrials.parallel(endpoint);
            case LATER_VERSION -> AcceptanceTrials.laterVersion(endpoint);
            case OTHER_BYTES -> RefusalTrials.otherBytes(endpoint);
            case SECOND_PING -> RefusalTrials.secondPing(endpoint);
            case DIGEST -> RefusalTrials.digest(endpoint);
            case KEY -> RefusalTrials.key(endpoint);
            case CONTENT_TYPE -> RefusalTrials.contentType(endpoint);
            case NOT_A_PING -> RefusalTrials.notAPing(endpoint);
            case ZIP_BOMB -> RefusalTrials.zipBomb(endpoint);
            case AFTER_REFUSAL -> RefusalTrials.afterRefusal(endpoint);
            case TOKEN -> AccessTrials.token(endpoint);
            case SIGNATURE -> AccessTrials.signature(endpoint);
            case SEVERAL_SIGNATURES -> AccessTrials.severalSignatures(endpoint);
        };
    }

    private Verdict verdictOfLater(Requirement requirement) throws InterruptedException {
        try {
            return verdict(requirement);
        } catch (IOException e) {
            return new Verdict.Unmet("gave no answer: " + e.getMessage());
        }
    }
}
