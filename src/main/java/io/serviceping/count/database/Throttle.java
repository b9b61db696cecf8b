package io.serviceping.count.database;

import io.serviceping.time.Sleeper;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delays statements on one database while it is too busy. Checks the load over the statement's own session, so it
 * needs no second connection. Thread-safe.
 */
final class Throttle {
    private static final Logger LOG = LoggerFactory.getLogger(Throttle.class);
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final String database;
    private final Look look;
    private final ThrottleListener watch;
    private final LongSupplier nanoTime;
    private boolean looked;
    private long lookedAt;
    private int waiting;

    /** @param nanoTime like {@link System#nanoTime} */
    public Throttle(String database, Look look, ThrottleListener watch, LongSupplier nanoTime) {
        this.database = database;
        this.look = look;
        this.watch = watch;
        this.nanoTime = nanoTime;
    }

    /** Returns a limit that is exceeded, or empty. */
    @FunctionalInterface
    public interface Look {
        Optional<String> exceeded(Session session) throws SQLException;
    }

    /**
     * Returns when a statement may begin; at once if a check in the last second found no limit exceeded.
     *
     * @throws StoppedException when the run is to stop first
     * @throws SQLException when the connection is lost
     */
    void await(Session session, Sleeper pause) throws SQLException, InterruptedException {
        Optional<String> exceeded = isFresh() ? Optional.empty() : look(session);
        if (exceeded.isEmpty()) {
            return;
        }
        begin(exceeded.get());
        boolean stopped = false;
        try {
            while (exceeded.isPresent() && !stopped) {
                stopped = !pause.rest(FRESH);
                exceeded = stopped ? exceeded : look(session);
            }
        } finally {
            end(stopped);
        }
        if (stopped) {
            throw new StoppedException("the run is to stop while a statement waits: " + exceeded.orElse(""));
        }
    }

    private synchronized boolean isFresh() {
        return looked && nanoTime.getAsLong() - lookedAt < FRESH.toNanos();
    }

    /** A database that does not report its load counts as too busy. */
    private Optional<String> look(Session session) throws SQLException {
        Optional<String> exceeded;
        try {
            exceeded = look.exceeded(session);
        } catch (SQLException e) {
            if (SessionDialect.isConnectionLost(e)) {
                throw e;
            }
            exceeded = Optional.of("it does not tell how busy it is: " + SessionDialect.words(e));
        }
        if (exceeded.isEmpty()) {
            foundNothing();
        }
        return exceeded;
    }

    private synchronized void foundNothing() {
        looked = true;
        lookedAt = nanoTime.getAsLong();
    }

    private synchronized void begin(String why) {
        looked = false;
        if (waiting++ == 0) {
            LOG.info("Counting waits: database={}, why={}", database, why);
            watch.waits(database, why);
        }
    }

    /** Keeps silent when the run is to stop, so that the listener can report what counting waited for. */
    private synchronized void end(boolean stopped) {
        if (--waiting == 0 && !stopped) {
            LOG.info("Counting goes on: database={}", database);
            watch.goesOn(database);
        }
    }
}
