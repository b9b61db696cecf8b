package io.serviceping.count.database;

import com.zaxxer.hikari.HikariConfig;
import io.serviceping.jdbc.Failure;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.plan.query.Parameter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The differences between PostgreSQL and H2 sessions. */
public enum SessionDialect {
    POSTGRESQL {
        @Override
        void configure(HikariConfig config, JdbcAddress address, CountLimits limits) {
            config.setJdbcUrl(address.url());
            // All values are strings: the driver silently ignores other types.
            Map.of(
                            // Sends BEGIN READ ONLY, which sets nothing beyond the transaction.
                            "readOnlyMode", "transaction",
                            // A statement prepared by name would stay in the session for its next user.
                            "prepareThreshold", "0",
                            // Sends the application name in the startup message, not in a later SET.
                            "assumeMinServerVersion", "10",
                            "ApplicationName", APPLICATION_NAME,
                            "connectTimeout", String.valueOf(CONNECT_SECONDS),
                            // For a server that vanishes without closing the connection.
                            "socketTimeout", String.valueOf(seconds(limits.statementTimeout()) + 2 * CONNECT_SECONDS),
                            "tcpKeepAlive", "true")
                    .forEach(config::addDataSourceProperty);
        }

        @Override
        Map<String, String> wishes() {
            return Map.of(
                    // Ends a statement soon after its client was killed.
                    "client_connection_check_interval",
                    CONNECTION_CHECK_MILLIS,
                    // Each range is planned for its own size.
                    "plan_cache_mode",
                    "force_custom_plan",
                    // The planner calls no function of a table's own checks.
                    "constraint_exclusion",
                    "off",
                    // No limit: a snapshot lasts as long as its scan. From version 17 on.
                    "transaction_timeout",
                    "0");
        }

        @Override
        String begin(CountLimits limits, Isolation isolation, Map<String, String> wishes) {
            Map<String, String> settings = new LinkedHashMap<>(FOR_ALL);
            settings.put("lock_timeout", millis(limits.lockTimeout()));
            settings.putAll(wishes);
            // First: the role's own limit then applies to no long statement.
            return "set local statement_timeout to " + millis(limits.statementTimeout()) + "; "
                    + "set transaction isolation level " + isolation.sql() + ", read only, not deferrable; "
                    // The admin's settings for our user, whatever the session's last user set.
                    + "set local session_authorization to default; set local role to default; "
                    + BUILT_IN_NAMES + "; "
                    // After a query, PostgreSQL refuses to make the transaction read-write.
                    + settings.entrySet().stream()
                            .map(one -> "pg_catalog.set_config('" + one.getKey() + "', '" + one.getValue() + "', true)")
                            .collect(Collectors.joining(", ", "select ", ""));
        }

        @Override
        public <T> T asRole(Connection connection, RoleStatement<T> statement) throws SQLException {
            execute(connection, NAMES_OF_ROLE);
            T answer = statement.execute();
            execute(connection, BUILT_IN_NAMES);
            return answer;
        }

        /** As a prepared statement, since the driver then splits this text once for a connection and not each time. */
        private void execute(Connection connection, String sql) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.execute();
            }
        }

        /**
         * Executes the query in a form that reads no rows. Preparing it would leave a named statement to the session's
         * next user, whatever the threshold.
         */
        @Override
        public <T> T describe(Connection connection, String query, ColumnsReader<T> reader) throws SQLException {
            String rowless = "select * from (" + query + "\n) sp where false";
            try (Statement statement = connection.createStatement();
                    ResultSet none = asRole(connection, () -> statement.executeQuery(rowless))) {
                return reader.read(none.getMetaData());
            }
        }

        /**
         * Binds a time without a type, so that it takes the column's: comparing timestamptz with timestamp is slower.
         */
        @Override
        public void bind(PreparedStatement statement, int index, Parameter parameter) throws SQLException {
            if (parameter instanceof Parameter.Timestamp time) {
                statement.setObject(index, time.value().toString(), Types.OTHER);
            } else {
                super.bind(statement, index, parameter);
            }
        }
    },
    H2 {
        @Override
        void configure(HikariConfig config, JdbcAddress address, CountLimits limits) {
            String url = address.url();
            // H2 refuses a URL that also has ACCESS_MODE_DATA=rw, as intended.
            config.setJdbcUrl(url
                    + (has(url, "ACCESS_MODE_DATA=R") ? "" : ";ACCESS_MODE_DATA=r")
                    + (has(url, "IFEXISTS=TRUE") ? "" : ";IFEXISTS=TRUE")
                    // At exit H2 has nothing to write, but would wait for a statement that hangs.
                    + (url.toUpperCase(Locale.ROOT).contains(";DB_CLOSE_ON_EXIT=") ? "" : ";DB_CLOSE_ON_EXIT=FALSE"));
        }

        @Override
        Map<String, String> wishes() {
            return Map.of();
        }

        @Override
        String begin(CountLimits limits, Isolation isolation, Map<String, String> wishes) {
            return "set query_timeout " + millis(limits.statementTimeout()) + "; set lock_timeout "
                    + millis(limits.lockTimeout()) + "; set time zone 'UTC'";
        }

        /** H2 checks its time limit between rows, not within an expression. */
        @Override
        boolean endsEveryStatement() {
            return false;
        }

        @Override
        public <T> T describe(Connection connection, String query, ColumnsReader<T> reader) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(query)) {
                return reader.read(Objects.requireNonNull(statement.getMetaData()));
            }
        }

        private boolean has(String url, String setting) {
            return Arrays.asList(url.toUpperCase(Locale.ROOT).split(";", -1)).contains(setting);
        }
    };

    /** Marks our sessions on a server. */
    static final String APPLICATION_NAME = "service-ping";

    private static final int CONNECT_SECONDS = 10;
    private static final String CONNECTION_CHECK_MILLIS = "2000";

    /** SQL of ours, and the driver's, then means no function or operator of the database's own. */
    private static final String BUILT_IN_NAMES = "set local search_path to pg_catalog, pg_temp";

    /**
     * The schemas of the role's search path without pg_catalog, which it may name behind others. Where it is not named it
     * comes first, and is no schema that {@code current_schema} gives.
     */
    private static final String NAMES_OF_ROLE = "set local search_path to default; select pg_catalog.set_config("
            + "'search_path', (select coalesce(pg_catalog.string_agg(pg_catalog.quote_ident(s.name), ', ' order by s.number), '')"
            + " from pg_catalog.unnest(pg_catalog.current_schemas(false)) with ordinality s(name, number)"
            + " where s.name operator(pg_catalog.<>) 'pg_catalog'), true)";

    /** Settings that change values, and one that lets a transaction stay open between statements. */
    private static final Map<String, String> FOR_ALL = Map.ofEntries(
            Map.entry("application_name", APPLICATION_NAME),
            Map.entry("TimeZone", "UTC"),
            Map.entry("DateStyle", "ISO, MDY"),
            Map.entry("IntervalStyle", "postgres"),
            Map.entry("extra_float_digits", "3"),
            Map.entry("bytea_output", "hex"),
            Map.entry("standard_conforming_strings", "on"),
            Map.entry("transform_null_equals", "off"),
            Map.entry("array_nulls", "on"),
            Map.entry("gin_fuzzy_search_limit", "0"),
            Map.entry("quote_all_identifiers", "off"),
            Map.entry("idle_in_transaction_session_timeout", "0"));

    static SessionDialect of(JdbcAddress address) {
        return address.isH2() ? H2 : POSTGRESQL;
    }

    abstract void configure(HikariConfig config, JdbcAddress address, CountLimits limits);

    /** Optional settings by name. A server may not know a setting, or refuse its value. */
    abstract Map<String, String> wishes();

    /**
     * SQL that sets up a transaction that has just begun. {@code wishes}: the optional settings that the server
     * accepts.
     */
    abstract String begin(CountLimits limits, Isolation isolation, Map<String, String> wishes);

    /** Whether each statement ends soon after its time limit: if the server does not end it, the driver does. */
    boolean endsEveryStatement() {
        return true;
    }

    /** Reads column metadata while the statement is open. */
    @FunctionalInterface
    public interface ColumnsReader<T> {
        T read(ResultSetMetaData columns) throws SQLException;
    }

    /** Describes a SELECT without parameters; reads no rows. */
    public abstract <T> T describe(Connection connection, String query, ColumnsReader<T> reader) throws SQLException;

    /** A statement with names of a metric, such as those of its tables. */
    @FunctionalInterface
    public interface RoleStatement<T> {
        T execute() throws SQLException;
    }

    /**
     * Executes one statement whose names are found in our role's search path. Every other statement of a transaction
     * finds built-in names only, so it writes a table with its schema. What this executes was checked first.
     */
    public <T> T asRole(Connection connection, RoleStatement<T> statement) throws SQLException {
        return statement.execute();
    }

    public void bind(PreparedStatement statement, int index, Parameter parameter) throws SQLException {
        statement.setObject(index, parameter.value());
    }

    /** At most 24 days, the databases' maximum. */
    private static String millis(Duration duration) {
        return String.valueOf(Math.min(duration.toMillis(), Integer.MAX_VALUE));
    }

    /** At most what the driver can hold in milliseconds, with a margin. */
    private static long seconds(Duration duration) {
        return Math.min(duration.toSeconds(), 2_000_000);
    }

    /** Whether a time limit, a lock or a standby's replay ended the statement, which can succeed later. */
    public static boolean isCancelled(SQLException e) {
        return Failure.of(e).isOfThisTime();
    }

    /** Whether the connection or the database failed, not the statement. */
    public static boolean isConnectionLost(SQLException e) {
        return Failure.of(e).isOfDatabase();
    }

    /** The database's message, in one line. */
    public static String words(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("") + " (SQL state " + state(e) + ")"
                + (Failure.of(e) == Failure.LOCKED
                        ? ": another session holds a lock on a table that it reads; try again later"
                        : "");
    }

    public static String state(SQLException e) {
        return Failure.state(e);
    }
}
