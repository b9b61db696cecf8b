package io.serviceping.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The number of cases in tests with random cases or many kill points: a sample in each build, all in
 * {@code ./mvnw verify -Psoak}.
 */
public final class Soak {
    /** The system property that the profile sets. */
    public static final String PROPERTY = "service-ping.soak";

    private static final String SEED_PROPERTY = "service-ping.seed";
    private static final int SEED_DIGITS = 12;
    private static final int RADIX = 16;
    /** For sources that are not a git checkout. */
    private static final long SEED_WITHOUT_COMMIT = 20_261_125;

    private Soak() {}

    public static boolean isOn() {
        return Boolean.getBoolean(PROPERTY);
    }

    /** The number of cases: the value of this system property, otherwise one of the two numbers. */
    public static int of(String property, int usual, int soak) {
        return Integer.getInteger(property, isOn() ? soak : usual);
    }

    /**
     * The seed of this build. It depends on the commit: different commits draw different cases, the same commit the
     * same cases. {@code -Dservice-ping.seed=…} repeats the cases of a failed build.
     */
    public static long seed() {
        return Long.getLong(SEED_PROPERTY, Commit.SEED);
    }

    /** The Maven option that repeats a case. */
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
