package io.serviceping.count.database;

import com.zaxxer.hikari.HikariConfig;
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

/** What differs between the databases we count in. */
public enum SessionDialect {
    POSTGRESQL {
        @Override
        void configure(HikariConfig config, JdbcAddress address, CountLimits limits) {
            config.setJdbcUrl(address.url());
            // Texts all: the driver passes over a value of another type without a word.
            Map.of(
                            // BEGIN READ ONLY, and nothing that outlives the transaction.
                            "readOnlyMode", "transaction",
                            // What is prepared by name is left to the session's next user.
                            "prepareThreshold", "0",
                            // The name travels with the connection's start, not as a SET behind it.
                            "assumeMinServerVersion", "10",
                            "ApplicationName", APPLICATION_NAME,
                            "connectTimeout", String.valueOf(CONNECT_SECONDS),
                            // The server ends a statement; this is for a server that has gone away without a word.
                            "socketTimeout", String.valueOf(seconds(limits.statementTimeout()) + 2 * CONNECT_SECONDS),
                            "tcpKeepAlive", "true")
                    .forEach(config::addDataSourceProperty);
        }

        @Override
        Map<String, String> wishes() {
            return Map.of(
                    // A statement whose asker was killed ends soon.
                    "client_connection_check_interval",
                    CONNECTION_CHECK_MILLIS,
                    // Each range is planned for its own size.
                    "plan_cache_mode",
                    "force_custom_plan",
                    // A snapshot lasts as long as its scan. From version 17 on.
                    "transaction_timeout",
                    "0");
        }

        @Override
        String begin(CountLimits limits, Isolation isolation, Map<String, String> wishes) {
            Map<String, String> settings = new LinkedHashMap<>(FOR_ALL);
            settings.put("lock_timeout", millis(limits.lockTimeout()));
            settings.putAll(wishes);
            // First, so that the role's own limit holds for no statement that takes time.
            return "set local statement_timeout to " + millis(limits.statementTimeout()) + "; "
                    + "set transaction isolation level " + isolation.sql() + ", read only, not deferrable; "
                    // As the admin set them for our user, whatever the session's last user made of them.
                    + "set local session_authorization to default; set local role to default; "
                    + "set local search_path to default; "
                    // A query: behind it nobody can make the transaction one that writes.
                    + settings.entrySet().stream()
                            .map(one -> "set_config('" + one.getKey() + "', '" + one.getValue() + "', true)")
                            .collect(Collectors.joining(", ", "select ", ""));
        }

        /**
         * Executed, in a form that reads nothing: the driver describes what it only prepares as a named statement, which
         * it leaves to the session's next user, whatever the threshold.
         */
        @Override
        public <T> T describe(Connection connection, String query, ColumnsReader<T> reader) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet none = statement.executeQuery("select * from (" + query + "\n) sp where false")) {
                return reader.read(none.getMetaData());
            }
        }

        /** A time of no type becomes one of the column's: to compare a timestamptz with a timestamp takes longer. */
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
            // H2 refuses an ACCESS_MODE_DATA=rw beside ours, and so it should be.
            config.setJdbcUrl(url
                    + (has(url, "ACCESS_MODE_DATA=R") ? "" : ";ACCESS_MODE_DATA=r")
                    + (has(url, "IFEXISTS=TRUE") ? "" : ";IFEXISTS=TRUE")
                    // Nothing is left to write; and at the end of the process H2 would wait for a statement that hangs.
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

        /** It looks at its limits between two rows, and never inside an expression. */
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

    /** By which a server knows our sessions. */
    static final String APPLICATION_NAME = "service-ping";

    private static final int CONNECT_SECONDS = 10;
    private static final String CONNECTION_CHECK_MILLIS = "2000";

    /** What values depend on, and what a transaction needs in order to last as long as we want. */
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
            Map.entry("quote_all_identifiers", "off"),
            Map.entry("idle_in_transaction_session_timeout", "0"));

    static SessionDialect of(JdbcAddress address) {
        return address.isH2() ? H2 : POSTGRESQL;
    }

    abstract void configure(HikariConfig config, JdbcAddress address, CountLimits limits);

    /** Settings that are good to have, by name; a server may not know them, or not take these values. */
    abstract Map<String, String> wishes();

    /** Puts a transaction that has just begun into its known state, with the wishes that the server grants. */
    abstract String begin(CountLimits limits, Isolation isolation, Map<String, String> wishes);

    /** Whether each statement ends soon after its time limit: if the server does not end it, the driver does. */
    boolean endsEveryStatement() {
        return true;
    }

    /** Reads what the driver knows of columns, while their statement is open. */
    @FunctionalInterface
    public interface ColumnsReader<T> {
        T read(ResultSetMetaData columns) throws SQLException;
    }

    /** The columns that a SELECT without parameters answers; it is not run. */
    public abstract <T> T describe(Connection connection, String query, ColumnsReader<T> reader) throws SQLException;

    public void bind(PreparedStatement statement, int index, Parameter parameter) throws SQLException {
        statement.setObject(index, parameter.value());
    }

    /** As many as the databases take, which is 24 days. */
    private static String millis(Duration duration) {
        return String.valueOf(Math.min(duration.toMillis(), Integer.MAX_VALUE));
    }

    /** As many as the driver can count in milliseconds, with some to spare. */
    private static long seconds(Duration duration) {
        return Math.min(duration.toSeconds(), 2_000_000);
    }

    /** Whether the statement or a lock took longer than allowed. */
    public static boolean isCancelled(SQLException e) {
        return Failure.of(e).isOfThisTime();
    }

    /** Whether the failure says nothing of the statement, only of the connection. */
    public static boolean isConnectionLost(SQLException e) {
        return Failure.of(e).isOfDatabase();
    }

    /** What the database says, in one line. */
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
