package io.serviceping.conformance;

import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Tries every requirement on an endpoint, with pings of random instances, all for the period 2026-W45. */
public final class EndpointCheck {
    private final Counterpart endpoint;

    /**
     * A check that has not begun.
     *
     * @param keys what the endpoint asks a sender for
     * @param clock signatures bear its time
     */
    public EndpointCheck(URI endpoint, Keys keys, InstantSource clock) {
        this.endpoint = new Counterpart(endpoint, keys, clock);
    }

    /**
     * Every requirement's finding, in their order; when it takes no ping at all, the others are skipped.
     *
     * @throws IOException when there is no answer to the first ping
     */
    public List<Finding> run() throws IOException, InterruptedException {
        List<Finding> findings = new ArrayList<>();
        findings.add(new Finding(Requirement.RECEIPT, verdict(Requirement.RECEIPT)));
        boolean takesPings = findings.get(0).verdict() instanceof Verdict.Met;
        for (Requirement requirement : Requirement.values()) {
            if (requirement != Requirement.RECEIPT) {
                findings.add(new Finding(
                        requirement,
                        takesPings ? verdictOfLater(requirement) : new Verdict.Skipped("it takes no ping at all")));
            }
        }
        return findings;
    }

    private Verdict verdict(Requirement requirement) throws IOException, InterruptedException {
        try {
            return requirement.trial().on(endpoint);
        } catch (UnmetException e) {
            return new Verdict.Unmet(String.valueOf(e.getMessage()));
        }
    }

    private Verdict verdictOfLater(Requirement requirement) throws InterruptedException {
        try {
            return verdict(requirement);
        } catch (IOException e) {
            return new Verdict.Unmet("gave no answer: " + e.getMessage());
        }
    }
}
