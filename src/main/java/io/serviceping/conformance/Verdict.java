package io.serviceping.conformance;

/** What became of one requirement. */
public sealed interface Verdict {
    /** The endpoint does as it must. */
    record Met() implements Verdict {}

    /**
     * It does not.
     *
     * @param found what it did instead, a sentence without its end
     */
    record Unmet(String found) implements Verdict {}

    /**
     * It could not be tried.
     *
     * @param why the reason
     */
    record Skipped(String why) implements Verdict {}
}
