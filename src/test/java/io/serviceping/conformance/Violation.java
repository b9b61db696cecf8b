package io.serviceping.conformance;

import java.util.List;
import java.util.Optional;

/** One mistake of an endpoint, with the requirement that must report it and the text of that report. */
enum Violation {
    NONE,
    NO_RECEIPT(Requirement.RECEIPT, "whose content is not JSON"),
    RECEIPT_WITHOUT_DIGEST(Requirement.RECEIPT, "the receipt's digest is \"\""),
    RECEIPT_OF_ANOTHER_PING(Requirement.RECEIPT, "and not the ping's"),
    CREATED_BUT_204(Requirement.RECEIPT, "answered 204 to a ping that is right"),
    NEW_RECEIPT_EACH_TIME(Requirement.SAME_RECEIPT, "the same ping got receipt_id"),
    STORES_PARALLEL_ATTEMPTS_TWICE(Requirement.PARALLEL, "different receipts"),
    REFUSES_UNKNOWN_MEMBERS(Requirement.LATER_VERSION, "answered 422 to a ping of version 1.999"),
    TAKES_OTHER_BYTES(Requirement.OTHER_BYTES, "answered 200 to other bytes under a ping_id that it has"),
    ASKS_TO_TRY_OTHER_BYTES_AGAIN(Requirement.OTHER_BYTES, "answered 409 to other bytes"),
    TAKES_A_SECOND_PING(Requirement.SECOND_PING, "answered 201 to another ping of the same instance and period"),
    CHECKS_NO_DIGEST(Requirement.DIGEST, "answered 201 to a ping whose Content-Digest is that of other content"),
    NEEDS_NO_DIGEST(Requirement.DIGEST, "answered 201 to a ping without Content-Digest"),
    NEEDS_NO_KEY(Requirement.KEY, "answered 201 to a ping without Idempotency-Key"),
    TAKES_ANY_KEY(Requirement.KEY, "answered 201 to a ping whose Idempotency-Key is not its ping_id"),
    FAILS_ON_OTHER_TYPES(Requirement.CONTENT_TYPE, "answered 500 to a ping with Content-Type: text/plain"),
    TAKES_ANYTHING(Requirement.NOT_A_PING, "answered 201 to JSON that is not a ping"),
    FAILS_ON_BAD_GZIP(Requirement.NOT_A_PING, "answered 500 to content that is not gzip"),
    HANGS_UP_ON_BAD_JSON(Requirement.NOT_A_PING, "gave no answer"),
    UNZIPS_ANYTHING(Requirement.ZIP_BOMB, "answered 400 to 64 KiB that unzip to 64 MiB"),
    REMEMBERS_WHAT_IT_REFUSED(Requirement.AFTER_REFUSAL, "answered 422 to a ping that came with a wrong digest before"),
    ASKS_FOR_NO_TOKEN(Requirement.TOKEN, "answered 201 to a ping without a token"),
    TAKES_ANY_TOKEN(Requirement.TOKEN, "answered 201 to a ping with another token"),
    REFUSES_STRANGERS_FOR_GOOD(Requirement.TOKEN, "answered 400 to a ping without a token"),
    TAKES_UNSIGNED_PINGS(Requirement.SIGNATURE, "answered 201 to a ping without a signature"),
    TAKES_ANY_SIGNATURE(Requirement.SIGNATURE, "answered 201 to a ping that was signed with another key"),
    LOOKS_AT_THE_FIRST_SIGNATURE(Requirement.SEVERAL_SIGNATURES, "a signature of another key before the right one");

    private final Optional<Requirement> named;
    private final String found;

    Violation() {
        this.named = Optional.empty();
        this.found = "";
    }

    Violation(Requirement named, String found) {
        this.named = Optional.of(named);
        this.found = found;
    }

    /** The requirement that reports the mistake, and the requirements that fail as a consequence. */
    List<Requirement> broken() {
        return this == NEW_RECEIPT_EACH_TIME
                ? List.of(Requirement.SAME_RECEIPT, Requirement.PARALLEL, Requirement.OTHER_BYTES)
                : named.stream().toList();
    }

    String found() {
        return found;
    }
}
