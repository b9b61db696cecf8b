package io.serviceping.count;

import java.sql.SQLException;
import java.time.Duration;

/** Rests after each statement in proportion to the time that it took. For one thread, and the statements of one task. */
final class DutyCycle {
    private final CountLimits limits;
    private final Pause pause;
    private Duration worked = Duration.ZERO;

    DutyCycle(CountLimits limits, Pause pause) {
        this.limits = limits;
        this.pause = pause;
    }

    /** One statement, or a few short ones. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws SQLException;
    }

    /** Works, and then rests, whether the statement fails or not. */
    <T> T work(Work<T> statement) throws SQLException, InterruptedException {
        long started = System.nanoTime();
        T result;
        try {
            result = statement.run();
        } catch (SQLException e) {
            restAfter(started);
            throw e;
        }
        restAfter(started);
        return result;
    }

    /**
     * Rests after work that began then.
     *
     * @param started of {@link System#nanoTime}
     */
    void restAfter(long started) throws InterruptedException {
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        worked = worked.plus(took);
        pause.rest(limits.restAfter(took));
    }

    /** The time of all statements so far, without the rests. */
    Duration worked() {
        return worked;
    }
}
