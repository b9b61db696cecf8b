package io.serviceping.doctor;

import java.util.List;

/**
 * What a check found, in one sentence.
 *
 * @param remedy what to do, in one sentence; empty if nothing is to be done
 */
public record Finding(Severity severity, String text, String remedy) {
    private static final int SHOWN = 3;

    /** How bad it is, the least first. */
    public enum Severity {
        /** As it should be. */
        OK,
        /** Good to know. */
        NOTE,
        /** It works, but not as it should, or not for long. */
        WARNING,
        /** Counting or delivering fails. */
        CRITICAL
    }

    public Finding {
        if ((severity == Severity.WARNING || severity == Severity.CRITICAL) && remedy.isEmpty()) {
            throw new IllegalArgumentException("remedy must not be empty for: " + text);
        }
    }

    /** Ends words with a full stop. A message of a command that they quote may have brought its own. */
    static String sentence(String words) {
        return words.endsWith(".") ? words : words + ".";
    }

    /** The first of some names, and how many more there are. */
    static String shown(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(SHOWN, names.size())))
                + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "");
    }

    static Finding ok(String text) {
        return new Finding(Severity.OK, text, "");
    }

    static Finding note(String text, String remedy) {
        return new Finding(Severity.NOTE, text, remedy);
    }

    static Finding warning(String text, String remedy) {
        return new Finding(Severity.WARNING, text, remedy);
    }

    static Finding critical(String text, String remedy) {
        return new Finding(Severity.CRITICAL, text, remedy);
    }
}
