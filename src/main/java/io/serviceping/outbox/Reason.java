package io.serviceping.outbox;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * How an attempt ended, for people.
 *
 * @param text a short sentence without secrets, addresses or URLs; 1 to 200 characters, no control characters
 * @param httpStatus of the answer; empty: no answer
 * @param words the beginning of a refusal's content, as foreign text on one line without control characters; at most
 *     2048 characters; empty: no content
 */
public record Reason(String text, OptionalInt httpStatus, Optional<String> words) {
    private static final int LONGEST = 200;
    private static final int MOST_WORDS = 2048;

    private static final int UNPROCESSABLE = 422;

    private static final Pattern CONFLICT = Pattern.compile(
            "\\bconflict|\\bduplicate|\\balready\\b|\\banother (?:ping|digest)\\b", Pattern.CASE_INSENSITIVE);

    /** Control characters, line breaks, and characters that change the direction of text. */
    private static final Pattern NOT_PRINTABLE =
            Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Co}\\p{Cs}\\p{Cn}\\p{Zl}\\p{Zp}\\s]+");

    public Reason {
        if (text.isBlank() || text.length() > LONGEST || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "text must have 1 to " + LONGEST + " printable characters but had " + text.length());
        }
        if (words.filter(said -> said.length() > MOST_WORDS).isPresent()) {
            throw new IllegalArgumentException("words must have at most " + MOST_WORDS + " characters");
        }
    }

    /** A reason without an answer. */
    public static Reason of(String text) {
        return new Reason(text, OptionalInt.empty(), Optional.empty());
    }

    /** {@code HTTP 503}, followed by more text if there is any. */
    public static Reason http(int status, String more) {
        return new Reason(("HTTP " + status + " " + more).strip(), OptionalInt.of(status), Optional.empty());
    }

    /** Adds the beginning of the answer's content, made printable. */
    public Reason saying(String content) {
        String start = content.substring(0, Math.min(content.length(), MOST_WORDS));
        String printable = NOT_PRINTABLE.matcher(start).replaceAll(" ").strip();
        return new Reason(text, httpStatus, printable.isEmpty() ? Optional.empty() : Optional.of(printable));
    }

    /** Whether the endpoint's words say that it has another ping in this one's place, or other bytes for this ping. */
    public boolean isConflict() {
        return httpStatus.equals(OptionalInt.of(UNPROCESSABLE))
                && words.filter(said -> CONFLICT.matcher(said).find()).isPresent();
    }

    @Override
    public String toString() {
        return text;
    }
}
