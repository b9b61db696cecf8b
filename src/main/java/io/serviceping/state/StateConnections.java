package io.serviceping.state;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.state.StateUnavailableException.Obstacle;
import io.serviceping.time.Sleeper;
import java.sql.SQLException;
import java.time.Duration;

/** Opens the connections to a state database. */
final class StateConnections {
    /** How long to wait for an H2 file that a command such as {@code status} has open for a moment. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);
    private static final int FLYWAYS_CONNECTIONS = 2;

    /**
     * Without a limit, a waiting run would keep all others out. A limit set by the server, the user or the URL has
     * priority.
     */
    private static final String POSTGRESQL_LOCK_TIMEOUT =
            "select set_config('lock_timeout', '30s', false) where current_setting('lock_timeout') = '0'";

    /** Acknowledged commits survive a kill only without H2's write delay of half a second. */
    private static final String H2_DURABLE = ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";

    private StateConnections() {}

    /** A step that may find the database in use by another process. */
    interface Attempt<T> {
        T make() throws StateUnavailableException;
    }

    /** Tries again for a while, as long as another process has the database. */
    static <T> T whenFree(Attempt<T> attempt) throws StateUnavailableException {
        return whenFree(LONGEST_WAIT, attempt);
    }

    private static <T> T whenFree(Duration longestWait, Attempt<T> attempt) throws StateUnavailableException {
        long deadline = System.nanoTime() + longestWait.toNanos();
        while (true) {
            try {
                return attempt.make();
            } catch (StateUnavailableException e) {
                if (e.obstacle() != Obstacle.BUSY || System.nanoTime() > deadline) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    private static void pause(StateUnavailableException problem) throws StateUnavailableException {
        try {
            Sleeper.SLEEP.rest(BETWEEN_TRIES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw problem;
        }
    }

    static HikariDataSource open(JdbcAddress address, int connections) throws StateUnavailableException {
        return open(address, connections, LONGEST_WAIT);
    }

    static HikariDataSource open(JdbcAddress address, int connections, Duration longestWait)
            throws StateUnavailableException {
        HikariDataSource pool = whenFree(longestWait, () -> connect(address, connections));
        if (!address.isH2()) {
            requireSessions(pool);
        }
        return pool;
    }

    private static HikariDataSource connect(JdbcAddress address, int connections) throws StateUnavailableException {
        try {
            return new HikariDataSource(pool(address, connections));
        } catch (RuntimeException e) {
            // The pool wraps the driver's exception.
            throw OpeningFailures.connecting(e.getCause() == null ? e : e.getCause(), address.isH2());
        }
    }

    /**
     * The run lock and Flyway's locks belong to a session. A pooler that gives the session to others would break both.
     */
    private static void requireSessions(HikariDataSource pool) throws StateUnavailableException {
        try {
            if (!PooledState.isPooled(pool)) {
                return;
            }
        } catch (SQLException e) {
            pool.close();
            throw OpeningFailures.connecting(e, false);
        }
        pool.close();
        throw OpeningFailures.pooled();
    }

    private static HikariConfig pool(JdbcAddress address, int connections) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("state");
        config.setJdbcUrl(address.isH2() ? address.url() + H2_DURABLE : address.url());
        config.setUsername(address.username());
        config.setPassword(address.password());
        config.setMaximumPoolSize(Math.max(connections, FLYWAYS_CONNECTIONS));
        // Keep one connection: opening an H2 file again takes longer than most commands.
        config.setMinimumIdle(1);
        if (address.isH2()) {
            // H2's check constraints fail once the connection that made them is closed: never retire it.
            config.setIdleTimeout(0);
            config.setMaxLifetime(0);
        } else {
            config.addDataSourceProperty("ApplicationName", "service-ping-state");
            config.setConnectionInitSql(POSTGRESQL_LOCK_TIMEOUT);
        }
        return config;
    }
}
