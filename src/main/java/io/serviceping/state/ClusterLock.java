package io.serviceping.state;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.support.JdbcUtils;

/**
 * The right to run, among all machines that share a PostgreSQL state database: an advisory lock on a dedicated
 * connection. The server frees the lock when that connection ends. H2 needs no such lock, since only one process can
 * open its file.
 */
public final class ClusterLock implements AutoCloseable {
    /** "service ping" in ASCII, cut to eight bytes. Must never change, in any version. */
    private static final long KEY = 0x73_65_72_76_70_69_6e_67L;

    private static final String TRY = "select pg_try_advisory_lock(?)";
    private static final String HOLDER = """
            select a.backend_start, coalesce(host(a.client_addr), 'local') as client
              from pg_locks l join pg_stat_activity a on a.pid = l.pid
             where l.locktype = 'advisory' and l.granted and l.database = (select oid from pg_database where datname = current_database())
               and (l.classid::bigint << 32) | l.objid::bigint = ?""";

    private static final int SECONDS_TO_ANSWER = 5;

    private final @Nullable Connection connection;
    private final Epoch epoch;

    private ClusterLock(@Nullable Connection connection, Epoch epoch) {
        this.connection = connection;
        this.epoch = epoch;
    }

    /**
     * Takes the lock. The new holder takes over: nothing that an earlier holder still writes is stored.
     *
     * @return empty at once when another machine holds the lock
     */
    public static Optional<ClusterLock> tryAcquire(StateDatabase state) throws SQLException {
        if (state.isH2()) {
            try (Connection connection = state.dataSource().getConnection()) {
                return Optional.of(new ClusterLock(null, Epoch.raise(connection, true)));
            }
        }
        Connection connection = state.dataSource().getConnection();
        try (PreparedStatement statement = connection.prepareStatement(TRY)) {
            statement.setLong(1, KEY);
            try (ResultSet answer = statement.executeQuery()) {
                if (answer.next() && answer.getBoolean(1)) {
                    // On the locked connection, so that a process that has lost the lock cannot take over.
                    return Optional.of(new ClusterLock(connection, Epoch.raise(connection, false)));
                }
            }
        } catch (SQLException e) {
            JdbcUtils.closeConnection(connection);
            throw e;
        }
        connection.close();
        return Optional.empty();
    }

    /** Transactions that can commit until another run has the lock. */
    public FencedTransactions transactions(StateDatabase state) {
        return new FencedTransactions(state.dataSource(), epoch);
    }

    /** Whether the connection that holds the lock still answers. */
    boolean isHeld() {
        try {
            return connection == null || connection.isValid(SECONDS_TO_ANSWER);
        } catch (SQLException e) {
            return false;
        }
    }

    /** Who holds the lock, as the server reports it. Empty: nobody. */
    public static Optional<String> holder(StateDatabase state) throws SQLException {
        if (state.isH2()) {
            return Optional.empty();
        }
        try (Connection connection = state.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(HOLDER)) {
            statement.setLong(1, KEY);
            try (ResultSet answer = statement.executeQuery()) {
                return answer.next()
                        ? Optional.of("a run from " + answer.getString("client") + ", since "
                                + answer.getTimestamp("backend_start").toInstant())
                        : Optional.empty();
            }
        }
    }

    @Override
    public void close() {
        if (connection == null) {
            return;
        }
        try (Connection held = connection;
                PreparedStatement statement = held.prepareStatement("select pg_advisory_unlock(?)")) {
            statement.setLong(1, KEY);
            statement.execute();
        } catch (SQLException e) {
            // The connection is gone, and with it the lock.
        }
    }
}
