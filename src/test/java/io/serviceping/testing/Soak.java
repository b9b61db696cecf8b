package io.serviceping.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * How much the tests that draw at random or kill at many points do: a sample in each build, and all of it in {@code
 * ./mvnw verify -Psoak}.
 */
public final class Soak {
    /** The system property that the profile sets. */
    public static final String PROPERTY = "service-ping.soak";

    private static final String SEED_PROPERTY = "service-ping.seed";
    private static final int SEED_DIGITS = 12;
    private static final int RADIX = 16;
    /** Where the sources are no checkout of git. */
    private static final long SEED_WITHOUT_COMMIT = 20_261_125;

    private Soak() {}

    /** Whether everything is asked for. */
    public static boolean isOn() {
        return Boolean.getBoolean(PROPERTY);
    }

    /** How many to do: the number that the system property of this name says, or else one of the two. */
    public static int of(String property, int usual, int soak) {
        return Integer.getInteger(property, isOn() ? soak : usual);
    }

    /**
     * The seed of this build: follows from the commit, so that builds draw different cases and the same commit draws the
     * same ones. {@code -Dservice-ping.seed=…} repeats what a failure names.
     */
    public static long seed() {
        return Long.getLong(SEED_PROPERTY, Commit.SEED);
    }

    /** How to repeat a case: an option for Maven. */
    public static String option(long seed) {
        return "-D" + SEED_PROPERTY + "=" + seed;
    }

    private static final class Commit {
        static final long SEED = read();

        private static long read() {
            try {
                Process git = new ProcessBuilder("git", "rev-parse", "HEAD")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                String commit = new String(git.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                return commit.length() < SEED_DIGITS
                        ? SEED_WITHOUT_COMMIT
                        : Long.parseLong(commit.substring(0, SEED_DIGITS), RADIX);
            } catch (IOException e) {
                return SEED_WITHOUT_COMMIT;
            }
        }
    }
}
