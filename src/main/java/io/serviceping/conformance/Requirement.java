package io.serviceping.conformance;

import java.util.Locale;

/** What an endpoint must do so that senders can rely on it; {@code docs/reference/wire.md} has the same list. */
public enum Requirement {
    RECEIPT(
            "answers a ping with 200, 201 or 202 and a receipt: JSON with its ping_id, its Content-Digest as digest, and a receipt_id"),
    SAME_RECEIPT("answers the same ping again with the very same receipt, so that a lost answer does no harm"),
    PARALLEL("answers attempts at the same time with one receipt; 409 is allowed while another attempt is under way"),
    LATER_VERSION("takes a later minor version of the payload, and passes over members that it does not know"),
    OTHER_BYTES("refuses other bytes under a ping_id that it has with 422, and keeps the first"),
    SECOND_PING("refuses another ping of the same instance and period with 422"),
    DIGEST("refuses content unlike its Content-Digest, or without one, with 400"),
    KEY("refuses a ping without Idempotency-Key, or whose key is not its ping_id, with 400"),
    CONTENT_TYPE("refuses another Content-Type than application/json with 415"),
    NOT_A_PING(
            "refuses what is no JSON, or unlike the schema, with 400 or 422; what is not gzip though it says so with 400"),
    ZIP_BOMB("refuses content that unzips to more than it takes with 413"),
    AFTER_REFUSAL("takes a ping that it refused once it comes as it should"),
    TOKEN("refuses a sender without its token, or with another, with 401"),
    SIGNATURE("refuses a ping without a signature, or with one of another key or other content, with 401"),
    SEVERAL_SIGNATURES("takes a ping when one of several signatures is right, so that keys can be changed");

    private final String wanted;

    Requirement(String wanted) {
        this.wanted = wanted;
    }

    /** The printed name, such as {@code same-receipt}. */
    public String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The required behaviour, as a sentence that begins with a verb. */
    public String wanted() {
        return wanted;
    }
}
