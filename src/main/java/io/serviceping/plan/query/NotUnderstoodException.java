package io.serviceping.plan.query;

import java.util.Locale;

/**
 * A SELECT has a part whose meaning is not known for certain. The message becomes
 * {@link SelectAnalysis.AsWritten#why()}.
 */
public final class NotUnderstoodException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 40;

    public NotUnderstoodException(String why) {
        // Unusual SQL is not a failure, so no stack trace is needed.
        super(why, null, false, false);
    }

    static NotUnderstoodException calls(String function) {
        return new NotUnderstoodException(
                "calls " + function.toLowerCase(Locale.ROOT) + "(), which is none of the known functions");
    }

    static NotUnderstoodException has(Object something) {
        return new NotUnderstoodException(
                "has " + shortened(something.toString()) + ", which is none of the known expressions");
    }

    public static NotUnderstoodException computes(String expression) {
        return new NotUnderstoodException(
                "computes " + shortened(expression) + ", which may come out otherwise outside the database");
    }

    private static String shortened(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }

    /** Never null. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
