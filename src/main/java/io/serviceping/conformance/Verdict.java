package io.serviceping.conformance;

/** The result of one requirement. */
public sealed interface Verdict {
    /** The endpoint meets the requirement. */
    record Met() implements Verdict {}

    /**
     * The endpoint does not meet the requirement.
     *
     * @param found what it did instead, a sentence without the full stop
     */
    record Unmet(String found) implements Verdict {}

    /**
     * The requirement could not be tried.
     *
     * @param why the reason
     */
    record Skipped(String why) implements Verdict {}
}
