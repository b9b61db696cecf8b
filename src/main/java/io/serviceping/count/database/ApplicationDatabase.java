package io.serviceping.count.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.serviceping.jdbc.Failure;
import io.serviceping.jdbc.JdbcAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An application database with a pool of at most {@code parallelism} connections. As a {@link Session} it runs each
 * work in a separate transaction, with no connection held between them.
 */
public final class ApplicationDatabase implements Session, AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
    /**
     * Added to the time limit when a database ends a statement late, and to the last statement of a run that is to
     * stop.
     */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final int MOST_BEGINNINGS = 20;
    private static final String IDLE_IN_TRANSACTION = "25P03";

    private final String name;
    private final JdbcAddress address;
    private final CountLimits limits;
    private final BooleanSupplier stopping;
    private final TransactionSettings settings;
    private final TimeLimiter limiter;
    private @Nullable HikariDataSource pool;

    /** Connects at the first use. */
    ApplicationDatabase(String name, JdbcAddress address, CountLimits limits, BooleanSupplier stopping) {
        this.name = name;
        this.address = address;
        this.limits = limits;
        this.stopping = stopping;
        this.settings = new TransactionSettings(dialect(), limits);
        this.limiter = new TimeLimiter(limits.statementTimeout(), GRACE, stopping);
    }

    /** The same database with a separate pool of one connection. */
    ApplicationDatabase another() {
        return new ApplicationDatabase(
                name,
                address,
                new CountLimits(
                        limits.statementTimeout(), limits.lockTimeout(), 1, limits.maxLoad(), limits.throttles()),
                stopping);
    }

    @Override
    public SessionDialect dialect() {
        return SessionDialect.of(address);
    }

    @Override
    public <T> T read(Work<T> work) throws SQLException {
        return dialect().endsEveryStatement() ? readBegun(work) : readWithinLimit(work);
    }

    private <T> T readBegun(Work<T> work) throws SQLException {
        try (Connection connection = begun(Isolation.READ_COMMITTED);
                Undo undo = connection::rollback) {
            return work.over(connection);
        }
    }

    private <T> T readWithinLimit(Work<T> work) throws SQLException {
        HikariDataSource connections = pool();
        Connection connection = connections.getConnection();
        try {
            return limiter.call(() -> read(connection, work));
        } catch (GivenUpException e) {
            makeUpForOne(connections);
            throw e;
        }
    }

    private <T> T read(Connection connection, Work<T> work) throws SQLException {
        try (connection;
                Undo undo = connection::rollback) {
            settings.begin(connection, Isolation.READ_COMMITTED);
            return work.over(connection);
        }
    }

    /**
     * Begins a transaction. The role's own time limits hold until ours are set, so a beginning that they cut off is
     * tried again.
     *
     * @throws SQLTransientConnectionException when all tries are cut off
     */
    private Connection begun(Isolation isolation) throws SQLException {
        for (int tries = 1; ; tries++) {
            try {
                return begunOnce(pool(), isolation);
            } catch (SQLException e) {
                // The server may end the session for its idleness only when the next transaction begins.
                if (!Failure.of(e).isOfLimit() && !Failure.state(e).equals(IDLE_IN_TRANSACTION)) {
                    throw e;
                } else if (tries == MOST_BEGINNINGS) {
                    throw new SQLTransientConnectionException("no transaction could be begun in time", e);
                }
            }
        }
    }

    private Connection begunOnce(HikariDataSource connections, Isolation isolation) throws SQLException {
        Connection connection = connections.getConnection();
        try {
            settings.begin(connection, isolation);
            return connection;
        } catch (SQLException e) {
            giveBack(connections, connection);
            throw e;
        }
    }

    /** The rollback can fail: a role's settings can make the server end the session after a failure. */
    private static void giveBack(HikariDataSource connections, Connection connection) throws SQLException {
        try (connection) {
            rollBackOrEvict(connections, connection);
        }
    }

    private static void rollBackOrEvict(HikariDataSource connections, Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException lost) {
            connections.evictConnection(connection);
        }
    }

    /** Replaces the connection of a statement that was given up: closing it would wait for the statement. */
    private synchronized void makeUpForOne(HikariDataSource connections) {
        connections.setMaximumPoolSize(connections.getMaximumPoolSize() + 1);
    }

    /** Statements that all see the database as it was at one moment. */
    @FunctionalInterface
    public interface SnapshotWork<T> {
        T over(Session snapshot) throws SQLException, InterruptedException;
    }

    /**
     * Runs work in one transaction, which holds a connection. Only for a database that ends every statement at its
     * time limit.
     */
    <T> T inSnapshot(SnapshotWork<T> work) throws SQLException, InterruptedException {
        try (Connection connection = begun(Isolation.REPEATABLE_READ);
                Undo undo = connection::rollback) {
            return work.over(new Snapshot(dialect(), connection, connection.setSavepoint()));
        }
    }

    /**
     * A transaction under way.
     *
     * @param beginning savepoint after the settings: a rollback to it undoes the work only
     */
    private record Snapshot(SessionDialect dialect, Connection connection, Savepoint beginning) implements Session {
        @Override
        public <T> T read(Work<T> work) throws SQLException {
            try (Undo undo = () -> connection.rollback(beginning)) {
                return work.over(connection);
            }
        }
    }

    @FunctionalInterface
    private interface Undo extends AutoCloseable {
        @Override
        void close() throws SQLException;
    }

    /** Whether a connection has been made: the pool exists only then. */
    synchronized boolean hasAnswered() {
        return pool != null;
    }

    /** Evicts idle connections: the event that ended one can have ended all. */
    synchronized void forgetIdle() {
        if (pool != null) {
            pool.getHikariPoolMXBean().softEvictConnections();
        }
    }

    private synchronized HikariDataSource pool() throws SQLException {
        if (pool == null) {
            pool = openPool();
        }
        return pool;
    }

    private HikariDataSource openPool() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setPoolName("application-" + name);
        config.setUsername(address.username());
        config.setPassword(address.password());
        config.setReadOnly(true);
        config.setAutoCommit(false);
        config.setMaximumPoolSize(limits.parallelism());
        config.setMinimumIdle(0);
        config.setConnectionTimeout(CONNECT_TIMEOUT.toMillis());
        dialect().configure(config, address, limits);
        try {
            return new HikariDataSource(config);
        } catch (RuntimeException e) {
            // The pool wraps the driver's exception.
            if (e.getCause() instanceof SQLException cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public synchronized void close() {
        if (pool != null) {
            pool.close();
            pool = null;
        }
    }
}
