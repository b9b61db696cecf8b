package io.serviceping.count;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;

/** What differs between the databases we count in. */
enum Dialect {
    POSTGRESQL {
        @Override
        void configure(HikariConfig config, DatabaseAddress address, CountLimits limits) {
            config.setJdbcUrl(address.url());
            // Without this, read-only is a mere hint while auto-commit is on, and a CTE with DELETE goes through.
            config.addDataSourceProperty("readOnlyMode", "always");
            config.addDataSourceProperty("ApplicationName", APPLICATION_NAME);
            config.addDataSourceProperty("connectTimeout", CONNECT_SECONDS);
            // The server ends a statement; this is for a server that has gone away without a word.
            config.addDataSourceProperty(
                    "socketTimeout", limits.statementTimeout().toSeconds() + 2 * CONNECT_SECONDS);
            config.addDataSourceProperty("tcpKeepAlive", true);
        }

        @Override
        List<String> session(CountLimits limits) {
            return List.of(
                    "set session characteristics as transaction read only",
                    "set statement_timeout = " + limits.statementTimeout().toMillis(),
                    "set lock_timeout = " + limits.lockTimeout().toMillis(),
                    "set time zone 'UTC'");
        }
    },
    H2 {
        @Override
        void configure(HikariConfig config, DatabaseAddress address, CountLimits limits) {
            config.setJdbcUrl(withSetting(withSetting(address.url(), "ACCESS_MODE_DATA", "r"), "IFEXISTS", "TRUE"));
        }

        @Override
        List<String> session(CountLimits limits) {
            return List.of(
                    "set query_timeout " + limits.statementTimeout().toMillis(),
                    "set lock_timeout " + limits.lockTimeout().toMillis(),
                    "set time zone 'UTC'");
        }

        private String withSetting(String url, String name, String value) {
            return url.toUpperCase(java.util.Locale.ROOT).contains(";" + name + "=")
                    ? url
                    : url + ";" + name + "=" + value;
        }
    };

    private static final String APPLICATION_NAME = "service-ping";
    private static final int CONNECT_SECONDS = 10;

    /** SQL states of a statement that was cancelled, by its own timeout or by somebody. */
    private static final Set<String> CANCELLED = Set.of("57014", "HYT00", "55P03");
    /** SQL states of a server that is shutting down, starting up, or out of connections. */
    private static final Set<String> AWAY =
            Set.of("57P01", "57P02", "57P03", "53300", "90020", "90067", "90098", "90121");
    /** SQL states of a database file or server database that is not there. */
    private static final Set<String> MISSING = Set.of("3D000", "90146", "90124", "90013");

    static Dialect of(DatabaseAddress address) {
        return address.isH2() ? H2 : POSTGRESQL;
    }

    abstract void configure(HikariConfig config, DatabaseAddress address, CountLimits limits);

    abstract List<String> session(CountLimits limits);

    /**
     * Puts the session into its known state. Done before each statement, since a metric may call a function that
     * changes a setting, read-only among them, for all that come after it.
     */
    void prepare(Connection connection, CountLimits limits) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(String.join("; ", session(limits)));
        }
    }

    static boolean isCancelled(SQLException e) {
        return e instanceof java.sql.SQLTimeoutException || CANCELLED.contains(state(e));
    }

    /** Whether the failure says nothing of the statement, only of the connection. */
    static boolean isConnectionLost(SQLException e) {
        return state(e).startsWith("08") || AWAY.contains(state(e)) || MISSING.contains(state(e)) || isRefused(e);
    }

    /** Whether the database answered and did not let us in. */
    static boolean isRefused(SQLException e) {
        return state(e).startsWith("28");
    }

    static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }
}
