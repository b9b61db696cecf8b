package io.serviceping.definition;

/** Where a metric stands in its life. */
public sealed interface Lifecycle {
    /** Counted and sent. */
    record Active() implements Lifecycle {}

    /** Valid for all we know, but with more SQL than we take: not queried, sent without a value. */
    record Refused(Problem problem) implements Lifecycle {}

    /** Known to be wrong: not queried, sent without a value until it is repaired. */
    record Broken(String repairUrl) implements Lifecycle {}

    /** A tombstone: neither queried nor sent, and its key path is never used again. */
    record Removed(String milestone) implements Lifecycle {}
}
