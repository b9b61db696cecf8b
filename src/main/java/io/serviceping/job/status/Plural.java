package io.serviceping.job.status;

/** A number with its noun. */
public final class Plural {
    private Plural() {}

    /** {@code 1 metric}, {@code 2 metrics}. */
    public static String of(long count, String noun) {
        return of(count, noun, noun + "s");
    }

    /** {@code 1 metric has}, {@code 2 metrics have}. */
    public static String of(long count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }
}
