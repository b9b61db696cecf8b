package io.serviceping.count;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.serviceping.plan.DatabaseFacts;
import io.serviceping.plan.Parameter;
import io.serviceping.plan.SharedScan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The databases that are counted in, each opened read-only and auto-commit, when it is first asked, with no more
 * connections than the parallelism allows.
 */
public final class ApplicationDatabases implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);

    private final Map<String, DatabaseAddress> addresses;
    private final CountLimits limits;
    private final BrakeWatch watch;
    private final LongSupplier nanoTime;
    private final Map<String, HikariDataSource> pools = new LinkedHashMap<>();
    private final Map<String, Brake> brakes = new ConcurrentHashMap<>();

    public ApplicationDatabases(Map<String, DatabaseAddress> addresses, CountLimits limits) {
        this(addresses, limits, BrakeWatch.NONE);
    }

    /**
     * @param watch who is told that counting waits
     */
    public ApplicationDatabases(Map<String, DatabaseAddress> addresses, CountLimits limits, BrakeWatch watch) {
        this(addresses, limits, watch, System::nanoTime);
    }

    /**
     * @param nanoTime as {@link System#nanoTime}, by which the brakes know how old their last look is
     */
    ApplicationDatabases(
            Map<String, DatabaseAddress> addresses, CountLimits limits, BrakeWatch watch, LongSupplier nanoTime) {
        this.addresses = Map.copyOf(addresses);
        this.limits = limits;
        this.watch = watch;
        this.nanoTime = nanoTime;
    }

    /** For one task's statements on that database. */
    DutyCycle dutyCycle(String database, Pause pause) {
        Optional<Brake> brake =
                hasBrakes(database) ? Optional.of(brakes.computeIfAbsent(database, this::brake)) : Optional.empty();
        return new DutyCycle(limits, brake, pause);
    }

    private Brake brake(String database) {
        ServerLoad load = load();
        Brake.Look look = connection -> {
            prepare(database, connection);
            return load.exceeded(connection);
        };
        return new Brake(database, look, watch, nanoTime);
    }

    /** How long a statement may take. */
    Duration statementTimeout() {
        return limits.statementTimeout();
    }

    /** Against the limits that are set. */
    ServerLoad load() {
        return new ServerLoad(limits.brakes());
    }

    /** Whether a limit is set that this database can be held to. */
    boolean hasBrakes(String database) {
        return limits.brakes().isSet() && dialect(database) == Dialect.POSTGRESQL;
    }

    /**
     * Makes sure that a database answers.
     *
     * @throws DatabaseUnavailableException when it does not
     */
    public void check(String database) {
        try {
            open(database).close();
        } catch (SQLException e) {
            throw unavailable(database, e);
        }
    }

    /** Lets go of the connections that wait for work: what ended one of them has perhaps ended all. */
    synchronized void forgetIdle(String database) {
        HikariDataSource pool = pools.get(database);
        if (pool != null) {
            pool.getHikariPoolMXBean().softEvictConnections();
        }
    }

    /** A connection in its known state: read-only, auto-commit, time zone UTC, timeouts set. */
    Connection open(String database) throws SQLException {
        Connection connection = connect(database);
        try {
            dialect(database).prepare(connection, limits);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Binds a value as the database compares it best. */
    void bind(String database, PreparedStatement statement, int index, Parameter parameter) throws SQLException {
        dialect(database).bind(statement, index, parameter);
    }

    /** Puts the connection back into its known state; between two statements a metric may have changed it. */
    void prepare(String database, Connection connection) throws SQLException {
        dialect(database).prepare(connection, limits);
    }

    /**
     * Asks the database's catalogues.
     *
     * @param question may be asked for as long as it runs
     * @throws DatabaseUnavailableException when the database cannot be asked
     */
    public <T> T withFacts(String database, FactsQuestion<T> question) {
        try (Connection connection = open(database)) {
            return question.ask(new ConnectedFacts(connection, dialect(database)));
        } catch (SQLException e) {
            throw unavailable(database, e);
        }
    }

    /** A question to a connection. */
    @FunctionalInterface
    interface ConnectionQuestion<T> {
        T ask(Connection connection) throws SQLException;
    }

    /**
     * The answer.
     *
     * @throws DatabaseUnavailableException when the database cannot be asked
     */
    <T> T withConnection(String database, ConnectionQuestion<T> question) {
        try (Connection connection = open(database)) {
            return question.ask(connection);
        } catch (SQLException e) {
            throw unavailable(database, e);
        }
    }

    /** A question to a database's catalogues. */
    @FunctionalInterface
    public interface FactsQuestion<T> {
        T ask(DatabaseFacts facts) throws SQLException;
    }

    /**
     * What there is to walk of a shared scan, as of now, in at most so many spans.
     *
     * @param pause how to rest after the look-ups
     * @return empty when the database answers, but not this: the table may not be read, or not in time
     * @throws DatabaseUnavailableException when the database cannot be asked at all
     */
    public Optional<List<ResumeKey>> spans(SharedScan scan, int most, Pause pause) throws InterruptedException {
        return ask(
                scan.database(),
                pause,
                (connection, duty) -> duty.work(
                        connection,
                        () -> new Spans(connection)
                                .of(scan.table(), scan.range().key(), most)));
    }

    /** A question to a database; what it asks for long, it asks by the duty cycle. */
    @FunctionalInterface
    interface Question<T> {
        T ask(Connection connection, DutyCycle duty) throws SQLException, InterruptedException;
    }

    /**
     * The answer.
     *
     * @param pause how to rest after the look-ups
     * @return empty when the database answers, but not this
     * @throws DatabaseUnavailableException when the database cannot be asked at all
     */
    <T> Optional<T> ask(String database, Pause pause, Question<T> question) throws InterruptedException {
        try (Connection connection = open(database)) {
            return Optional.of(question.ask(connection, dutyCycle(database, pause)));
        } catch (SQLException e) {
            check(database);
            return Optional.empty();
        }
    }

    private static DatabaseUnavailableException unavailable(String database, SQLException thrown) {
        // The pool's own exception says only that it waited; what it waited for is the cause.
        SQLException e =
                thrown instanceof SQLTransientConnectionException && thrown.getCause() instanceof SQLException cause
                        ? cause
                        : thrown;
        boolean refused = Dialect.isRefused(e);
        String what = refused ? "refuses our user name or password" : "cannot be reached";
        return new DatabaseUnavailableException(
                "The application database '" + database + "' " + what + ": " + firstLine(e)
                        + ". Check service-ping.databases." + database + " (url, username, password-file).",
                refused,
                e);
    }

    private Connection connect(String database) throws SQLException {
        return pool(database).getConnection();
    }

    private Dialect dialect(String database) {
        return Dialect.of(address(database));
    }

    private DatabaseAddress address(String database) {
        DatabaseAddress address = addresses.get(database);
        if (address == null) {
            throw new IllegalArgumentException("database must be a configured one but was '" + database + "'");
        }
        return address;
    }

    private synchronized HikariDataSource pool(String database) throws SQLException {
        HikariDataSource pool = pools.get(database);
        if (pool == null) {
            pool = openPool(database);
            pools.put(database, pool);
        }
        return pool;
    }

    private HikariDataSource openPool(String database) throws SQLException {
        DatabaseAddress address = address(database);
        HikariConfig config = new HikariConfig();
        config.setPoolName("application-" + database);
        config.setUsername(address.username());
        config.setPassword(address.password());
        config.setReadOnly(true);
        config.setAutoCommit(true);
        config.setMaximumPoolSize(limits.parallelism());
        config.setMinimumIdle(0);
        config.setConnectionTimeout(CONNECT_TIMEOUT.toMillis());
        Dialect.of(address).configure(config, address, limits);
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

    private static String firstLine(SQLException e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.lines().findFirst().orElse("").replaceFirst("[.\\s]+$", "");
    }

    @Override
    public synchronized void close() {
        pools.values().forEach(HikariDataSource::close);
        pools.clear();
    }
}
