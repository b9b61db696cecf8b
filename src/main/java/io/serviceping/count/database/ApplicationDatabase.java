package io.serviceping.count.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.serviceping.jdbc.JdbcAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One of the databases that are counted in, with no more connections than the parallelism allows. As a {@link Session}
 * it runs each piece of work in a transaction of its own, and holds no connection between two of them.
 */
public final class ApplicationDatabase implements Session, AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
    /** For a database that ends a statement late, and for the last statement of a run that is to stop. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final int MOST_BEGINNINGS = 20;

    private final String name;
    private final JdbcAddress address;
    private final CountLimits limits;
    private final BooleanSupplier stopping;
    private final TransactionSettings settings;
    private final TimeLimiter limiter;
    private @Nullable HikariDataSource pool;

    /**
     * Connects when it is first asked.
     *
     * @param stopping whether the run is to stop
     */
    ApplicationDatabase(String name, JdbcAddress address, CountLimits limits, BooleanSupplier stopping) {
        this.name = name;
        this.address = address;
        this.limits = limits;
        this.stopping = stopping;
        this.settings = new TransactionSettings(dialect(), limits);
        this.limiter = new TimeLimiter(limits.statementTimeout(), GRACE, stopping);
    }

    /** The same, with one connection that nobody else has. */
    ApplicationDatabase another() {
        return new ApplicationDatabase(
                name,
                address,
                new CountLimits(limits.statementTimeout(), limits.lockTimeout(), 1, limits.maxLoad(), limits.brakes()),
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
     * A connection with a transaction in its known state. The role's own limits hold until ours are set: what they cut off
     * says nothing of the work, and is asked again.
     *
     * @throws SQLTransientConnectionException when it is cut off each time
     */
    private Connection begun(Isolation isolation) throws SQLException {
        for (int tries = 1; ; tries++) {
            try {
                return begunOnce(pool(), isolation);
            } catch (SQLException e) {
                if (!Failure.of(e).isOfLimit()) {
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

    /** The role may be set so that the server ends the session between a failure and the rollback. */
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

    /** To close the connection of a statement that was given up would wait for the statement. */
    private synchronized void makeUpForOne(HikariDataSource connections) {
        connections.setMaximumPoolSize(connections.getMaximumPoolSize() + 1);
    }

    /** Statements that all see the database as it was at one moment. */
    @FunctionalInterface
    public interface SnapshotWork<T> {
        T over(Session snapshot) throws SQLException, InterruptedException;
    }

    /**
     * Runs pieces of work in one transaction, which holds a connection until it returns. Only for a database that ends every
     * statement.
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
     * @param beginning behind the settings: to go back to it undoes what the work did, and they hold on
     */
    private record Snapshot(SessionDialect dialect, Connection connection, Savepoint beginning) implements Session {
        @Override
        public <T> T read(Work<T> work) throws SQLException {
            try (Undo undo = () -> connection.rollback(beginning)) {
                return work.over(connection);
            }
        }
    }

    /** Goes back to where a transaction, or a part of it, began. */
    @FunctionalInterface
    private interface Undo extends AutoCloseable {
        @Override
        void close() throws SQLException;
    }

    /** Lets go of the connections that wait for work: what ended one of them has perhaps ended all. */
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
            // The pool wraps what the driver says, of the server or of the URL.
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
