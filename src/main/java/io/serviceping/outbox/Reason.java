package io.serviceping.outbox;

import java.util.OptionalInt;

/**
 * How an attempt ended, for people.
 *
 * @param text a short sentence without secrets, addresses or URLs; 1 to 200 characters, no control characters
 * @param httpStatus of the answer; empty when there was none
 */
public record Reason(String text, OptionalInt httpStatus) {
    private static final int LONGEST = 200;

    public Reason {
        if (text.isBlank() || text.length() > LONGEST || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "text must have 1 to " + LONGEST + " printable characters but had " + text.length());
        }
    }

    /** A reason without an answer. */
    public static Reason of(String text) {
        return new Reason(text, OptionalInt.empty());
    }

    /** {@code HTTP 503}, with more words after it where there are any. */
    public static Reason http(int status, String more) {
        return new Reason(("HTTP " + status + " " + more).strip(), OptionalInt.of(status));
    }

    @Override
    public String toString() {
        return text;
    }
}
