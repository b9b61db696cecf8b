package io.serviceping.collector.store;

import io.serviceping.jdbc.Failure;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Connections to a PostgreSQL server that can fall silent. A statement may wait long for a busy server, but not for a
 * silent one: while statements run, the server is asked something trivial over a connection of its own, and without
 * an answer in time all connections end.
 */
final class WatchedServer extends DriverManagerDataSource {
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(1);

    private static final Duration LONGEST_LOGIN = Duration.ofSeconds(2);
    /** A server that refuses a connection with any other SQL state has answered. */
    private static final String NO_CONNECTION = "08";

    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private @Nullable Connection own;

    /** @param longestWait for the answer of one statement, such as one that waits for a lock */
    WatchedServer(Storage storage, Duration longestWait) {
        super(storage.url(), storage.username(), storage.password());
        Properties properties = new Properties();
        properties.setProperty("socketTimeout", Long.toString(longestWait.toSeconds()));
        properties.setProperty("loginTimeout", Long.toString(LONGEST_LOGIN.toSeconds()));
        properties.setProperty("ApplicationName", "service-ping-collector");
        setConnectionProperties(properties);
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        connections.removeIf(WatchedServer::isClosed);
        connections.add(connection);
        return connection;
    }

    /** The driver has its own limit. */
    @Override
    public void setLoginTimeout(int seconds) {}

    private static boolean isClosed(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }

    /** Ends all connections if the server does not answer. Called by one thread. */
    void check() {
        if (!answers()) {
            connections.forEach(WatchedServer::end);
            connections.clear();
        }
    }

    private boolean answers() {
        Connection used = own;
        if (used == null) {
            return connects();
        }
        try {
            ask(used);
            return true;
        } catch (SQLException e) {
            close();
            return !(e.getCause() instanceof SocketTimeoutException) && connects();
        }
    }

    /** After the loss of our own connection alone, such as by an administrator, the server still answers. */
    private boolean connects() {
        try {
            Connection made = super.getConnection();
            made.setNetworkTimeout(Runnable::run, Math.toIntExact(LONGEST_SILENCE.toMillis()));
            own = made;
            return true;
        } catch (SQLException e) {
            return !Failure.state(e).startsWith(NO_CONNECTION);
        }
    }

    private static void ask(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select 'collector watch'");
        }
    }

    private static void end(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            // It has ended already.
        }
    }

    /** Ends the watch's own connection. */
    void close() {
        Connection used = own;
        if (used != null) {
            end(used);
            own = null;
        }
    }
}
