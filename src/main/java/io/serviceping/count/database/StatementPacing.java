package io.serviceping.count.database;

import io.serviceping.time.Sleeper;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * Paces the statements of one task on one database: begins none while the throttle holds, and rests after each in
 * proportion to its duration. Not thread-safe.
 */
public final class StatementPacing {
    private final CountLimits limits;
    private final Optional<Throttle> throttle;
    private final Sleeper pause;
    private Duration worked = Duration.ZERO;

    public StatementPacing(CountLimits limits, Optional<Throttle> throttle, Sleeper pause) {
        this.limits = limits;
        this.throttle = throttle;
        this.pause = pause;
    }

    /** One statement, or a few short ones. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws SQLException;
    }

    /**
     * Waits until the statement may begin, runs it, and rests, also after a failure.
     *
     * @param session over which the throttle checks the load
     * @throws StoppedException when the run is to stop before the statement begins, or before it ends if it cannot be
     *     cancelled
     */
    public <T> T work(Session session, Work<T> statement) throws SQLException, InterruptedException {
        awaitTurn(session);
        long started = System.nanoTime();
        T result;
        try {
            result = statement.run();
        } catch (GivenUpException e) {
            if (e.isForStop()) {
                throw new StoppedException("a statement was given up, since the run is to stop");
            }
            restAfter(started);
            throw e;
        } catch (SQLException e) {
            restAfter(started);
            throw e;
        }
        restAfter(started);
        return result;
    }

    /**
     * Waits until a statement may begin.
     *
     * @throws StoppedException when the run is to stop first
     */
    public void awaitTurn(Session session) throws SQLException, InterruptedException {
        if (throttle.isPresent()) {
            throttle.get().await(session, pause);
        }
    }

    private void restAfter(long started) throws InterruptedException {
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        worked = worked.plus(took);
        pause.rest(limits.restAfter(took));
    }

    /** The time of all statements so far, without rests and waits. */
    public Duration worked() {
        return worked;
    }
}
