package io.serviceping.settings;

/**
 * What {@code validate} finds wrong.
 *
 * @param text one sentence
 * @param isPermission whether this user lacks a permission for a file, and nothing else is wrong
 */
public record Trouble(String text, boolean isPermission) {
    /** Something in the configuration, a definition or a database. */
    public static Trouble of(Object problem) {
        return new Trouble(problem.toString(), false);
    }
}
