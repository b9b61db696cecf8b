package io.serviceping.definition;

import io.serviceping.definition.file.Problem;

/** The status of a metric. */
public sealed interface Lifecycle {
    /** Counted and sent. */
    record Active() implements Lifecycle {}

    /** Apparently valid, but its SQL exceeds our limits: not queried, sent without a value. */
    record Refused(Problem problem) implements Lifecycle {}

    /** Known to be wrong: not queried, sent without a value until it is repaired. */
    record Broken(String repairUrl) implements Lifecycle {}

    /** Over an event that is counted no more: not queried, sent without a value. */
    record Expired(String reason) implements Lifecycle {}

    /** Neither queried nor sent; its key path is never used again. */
    record Removed(String milestone) implements Lifecycle {}
}
