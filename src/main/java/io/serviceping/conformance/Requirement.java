package io.serviceping.conformance;

import java.io.IOException;
import java.util.Locale;

/** What an endpoint must do for a sender to be safe with it; {@code docs/reference/wire.md} lists the same. */
public enum Requirement {
    RECEIPT(
            "answers a ping with 200, 201 or 202 and a receipt: JSON with its ping_id, its Content-Digest as digest, and a receipt_id",
            AcceptanceTrials::receipt),
    SAME_RECEIPT(
            "answers the same ping again with the very same receipt, so that a lost answer does no harm",
            AcceptanceTrials::sameReceipt),
    PARALLEL(
            "answers attempts at the same time with one receipt; 409 is allowed while another attempt is under way",
            AcceptanceTrials::parallel),
    LATER_VERSION(
            "takes a later minor version of the payload, and passes over members that it does not know",
            AcceptanceTrials::laterVersion),
    OTHER_BYTES(
            "refuses other bytes under a ping_id that it has with 422, and keeps the first", RefusalTrials::otherBytes),
    SECOND_PING("refuses another ping of the same instance and period with 422", RefusalTrials::secondPing),
    DIGEST("refuses content unlike its Content-Digest, or without one, with 400", RefusalTrials::digest),
    KEY("refuses a ping without Idempotency-Key, or whose key is not its ping_id, with 400", RefusalTrials::key),
    CONTENT_TYPE("refuses another Content-Type than application/json with 415", RefusalTrials::contentType),
    NOT_A_PING(
            "refuses what is no JSON, or unlike the schema, with 400 or 422; what is not gzip though it says so with 400",
            RefusalTrials::notAPing),
    ZIP_BOMB("refuses content that unzips to more than it takes with 413", RefusalTrials::zipBomb),
    AFTER_REFUSAL("takes a ping that it refused once it comes as it should", RefusalTrials::afterRefusal),
    TOKEN("refuses a sender without its token, or with another, with 401", AccessTrials::token),
    SIGNATURE(
            "refuses a ping without a signature, or with one of another key or other content, with 401",
            AccessTrials::signature),
    SEVERAL_SIGNATURES(
            "takes a ping when one of several signatures is right, so that keys can be changed",
            AccessTrials::severalSignatures);

    private final String wanted;
    private final Trial trial;

    Requirement(String wanted, Trial trial) {
        this.wanted = wanted;
        this.trial = trial;
    }

    /** Tries it on an endpoint. */
    interface Trial {
        Verdict on(Counterpart endpoint) throws IOException, InterruptedException, UnmetException;
    }

    /** As people read it, and name it: {@code same-receipt}. */
    public String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What the endpoint does when all is well, a sentence that begins with a verb. */
    public String wanted() {
        return wanted;
    }

    Trial trial() {
        return trial;
    }
}
