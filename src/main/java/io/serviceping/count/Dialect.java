package io.serviceping.count;

import com.zaxxer.hikari.HikariConfig;
import io.serviceping.plan.Parameter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
                    "socketTimeout", millis(limits.statementTimeout()) / 1_000 + 2 * CONNECT_SECONDS);
            config.addDataSourceProperty("tcpKeepAlive", true);
        }

        @Override
        List<String> session(CountLimits limits) {
            return List.of(
                    // The search path and the role among them: another one would count other tables.
                    "reset session authorization",
                    "reset role",
                    "reset all",
                    "set application_name = '" + APPLICATION_NAME + "'",
                    "set session characteristics as transaction read only",
                    "set statement_timeout = " + millis(limits.statementTimeout()),
                    "set lock_timeout = " + millis(limits.lockTimeout()),
                    "set time zone 'UTC'",
                    // A statement whose asker was killed ends soon, and each range is planned for its size; servers
                    // before
                    // versions 14 and 12 do not know the settings.
                    "select set_config(name, case name when 'plan_cache_mode' then 'force_custom_plan' else '"
                            + CONNECTION_CHECK_MILLIS + "' end, false) from pg_settings"
                            + " where name in ('client_connection_check_interval', 'plan_cache_mode')");
        }

        /** A time of no type becomes one of the column's: to compare a timestamptz with a timestamp takes longer. */
        @Override
        void bind(PreparedStatement statement, int index, Parameter parameter) throws SQLException {
            if (parameter instanceof Parameter.Timestamp time) {
                statement.setObject(index, time.value().toString(), Types.OTHER);
            } else {
                super.bind(statement, index, parameter);
            }
        }
    },
    H2 {
        @Override
        void configure(HikariConfig config, DatabaseAddress address, CountLimits limits) {
            String url = address.url();
            // H2 refuses an ACCESS_MODE_DATA=rw beside ours, and so it should be.
            config.setJdbcUrl(url
                    + (has(url, "ACCESS_MODE_DATA=R") ? "" : ";ACCESS_MODE_DATA=r")
                    + (has(url, "IFEXISTS=TRUE") ? "" : ";IFEXISTS=TRUE"));
        }

        @Override
        List<String> session(CountLimits limits) {
            return List.of(
                    "set query_timeout " + millis(limits.statementTimeout()),
                    "set lock_timeout " + millis(limits.lockTimeout()),
                    "set time zone 'UTC'");
        }

        private boolean has(String url, String setting) {
            return Arrays.asList(url.toUpperCase(Locale.ROOT).split(";", -1)).contains(setting);
        }
    };

    /** By which a server knows our sessions. */
    static final String APPLICATION_NAME = "service-ping";

    private static final int CONNECT_SECONDS = 10;
    private static final int CONNECTION_CHECK_MILLIS = 2_000;

    /** SQL states of a statement that was cancelled, by its own timeout or by somebody. */
    private static final Set<String> CANCELLED = Set.of("57014", "HYT00", "55P03");
    /** SQL states of a server that is shutting down, starting up, or out of connections, or that ended an idle session. */
    private static final Set<String> AWAY =
            Set.of("57P01", "57P02", "57P03", "57P05", "25P03", "53300", "90020", "90067", "90098", "90121");
    /** SQL states of a database file or server database that is not there. */
    private static final Set<String> MISSING = Set.of("3D000", "90146", "90124", "90013");

    /** SQL states of a lack of rights. */
    private static final Set<String> DENIED = Set.of("42501", "90096");

    static Dialect of(DatabaseAddress address) {
        return address.isH2() ? H2 : POSTGRESQL;
    }

    abstract void configure(HikariConfig config, DatabaseAddress address, CountLimits limits);

    abstract List<String> session(CountLimits limits);

    void bind(PreparedStatement statement, int index, Parameter parameter) throws SQLException {
        statement.setObject(index, parameter.value());
    }

    /**
     * Puts the session into its known state. Done before each statement, since a metric may call a function that
     * changes a setting, read-only among them, for all that come after it.
     */
    void prepare(Connection connection, CountLimits limits) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(String.join("; ", session(limits)));
        }
    }

    /** As many as the databases take, which is 24 days. */
    private static int millis(Duration duration) {
        return (int) Math.min(duration.toMillis(), Integer.MAX_VALUE);
    }

    static boolean isCancelled(SQLException e) {
        return e instanceof java.sql.SQLTimeoutException || CANCELLED.contains(state(e));
    }

    /** Whether the failure says nothing of the statement, only of the connection. */
    static boolean isConnectionLost(SQLException e) {
        return state(e).startsWith("08") || AWAY.contains(state(e)) || MISSING.contains(state(e)) || isRefused(e);
    }

    /** Whether we are let in, but not to what was asked. */
    static boolean isDenied(SQLException e) {
        return DENIED.contains(state(e));
    }

    /** Whether the database answered and did not let us in. */
    static boolean isRefused(SQLException e) {
        return state(e).startsWith("28");
    }

    /** What the database says, in one line. */
    static String words(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("") + " (SQL state " + state(e) + ")";
    }

    static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }
}
