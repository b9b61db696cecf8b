package io.serviceping.submit;

import io.serviceping.outbox.PingSummary;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When to try again.
 *
 * @param triesPerRun at least 1
 * @param firstDelay the longest pause before the second try of a run; not negative
 * @param maxDelay the longest pause within a run; not shorter than {@code firstDelay}
 * @param factor the growth of the longest pause from try to try; at least 1
 * @param timeLimit after this a run begins no further try; positive
 */
public record RetryPolicy(int triesPerRun, Duration firstDelay, Duration maxDelay, double factor, Duration timeLimit) {
    private static final Duration FIRST_WAIT = Duration.ofHours(1);
    private static final Duration LONGEST_WAIT = PingSummary.LONGEST_WAIT;

    public RetryPolicy {
        if (triesPerRun < 1) {
            throw new IllegalArgumentException("triesPerRun must be positive but was " + triesPerRun);
        }
        if (firstDelay.isNegative() || maxDelay.compareTo(firstDelay) < 0) {
            throw new IllegalArgumentException(
                    "firstDelay must be from 0 to maxDelay (" + maxDelay + ") but was " + firstDelay);
        }
        if (!(factor >= 1)) {
            throw new IllegalArgumentException("factor must be at least 1 but was " + factor);
        }
        if (timeLimit.isZero() || timeLimit.isNegative()) {
            throw new IllegalArgumentException("timeLimit must be positive but was " + timeLimit);
        }
    }

    /** Three tries for each ping of a run, with pauses of up to 1 s and 2 s. */
    public static RetryPolicy standard(Duration timeLimit) {
        return new RetryPolicy(3, Duration.ofSeconds(1), Duration.ofSeconds(20), 2, timeLimit);
    }

    /** One try, to find out whether an endpoint works again. */
    public static RetryPolicy probe() {
        return new RetryPolicy(1, Duration.ZERO, Duration.ZERO, 1, LONGEST_WAIT);
    }

    /**
     * The pause after a failed try within a run: exponential backoff with full jitter, as in "Exponential Backoff And
     * Jitter" (AWS Architecture Blog, 2015).
     *
     * @param tries made in this run, from 1
     */
    Duration pause(int tries, RandomGenerator random) {
        double longest = Math.min((double) maxDelay.toMillis(), firstDelay.toMillis() * Math.pow(factor, tries - 1));
        return Duration.ofMillis((long) (random.nextDouble() * longest));
    }

    /**
     * The wait after a failed run: 1 h, doubled by each further failed run up to 24 h. A random part of up to a half is
     * subtracted, so that a daily run does not begin just before the ping is due.
     *
     * @param attempts made so far, from 1
     */
    Duration wait(int attempts, RandomGenerator random) {
        int runsBefore = (attempts - 1) / triesPerRun;
        double longest = Math.min((double) LONGEST_WAIT.toMillis(), FIRST_WAIT.toMillis() * Math.pow(2, runsBefore));
        return Duration.ofMillis((long) (longest - random.nextDouble() * longest / 2));
    }

    /** The wait that an endpoint asked for, at most one day. */
    Duration wait(Duration asked) {
        return asked.compareTo(LONGEST_WAIT) < 0 ? asked : LONGEST_WAIT;
    }
}
