package io.serviceping.count;

import io.serviceping.time.Sleeper;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** The databases that are counted in, each opened when it is first asked. */
public final class ApplicationDatabases implements AutoCloseable {
    private final Map<String, ApplicationDatabase> databases;
    private final CountLimits limits;
    private final BrakeWatch watch;
    private final LongSupplier nanoTime;
    private final Map<String, Brake> brakes = new ConcurrentHashMap<>();

    public ApplicationDatabases(Map<String, DatabaseAddress> addresses, CountLimits limits) {
        this(addresses, limits, BrakeWatch.NONE, () -> false);
    }

    /**
     * @param watch who is told that counting waits
     * @param stopping whether the run is to stop, for who waits for a statement that cannot be cancelled
     */
    public ApplicationDatabases(
            Map<String, DatabaseAddress> addresses, CountLimits limits, BrakeWatch watch, BooleanSupplier stopping) {
        this(addresses, limits, watch, stopping, System::nanoTime);
    }

    /**
     * @param nanoTime as {@link System#nanoTime}, by which the brakes know how old their last look is
     */
    ApplicationDatabases(
            Map<String, DatabaseAddress> addresses,
            CountLimits limits,
            BrakeWatch watch,
            BooleanSupplier stopping,
            LongSupplier nanoTime) {
        this.databases = addresses.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        address -> new ApplicationDatabase(address.getKey(), address.getValue(), limits, stopping)));
        this.limits = limits;
        this.watch = watch;
        this.nanoTime = nanoTime;
    }

    /** For one task's statements on that database. */
    DutyCycle dutyCycle(String database, Sleeper pause) {
        Optional<Brake> brake =
                hasBrakes(database) ? Optional.of(brakes.computeIfAbsent(database, this::brake)) : Optional.empty();
        return new DutyCycle(limits, brake, pause);
    }

    private Brake brake(String database) {
        ServerLoad load = load();
        return new Brake(database, load::exceeded, watch, nanoTime);
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
        return limits.brakes().isSet() && session(database).dialect() == Dialect.POSTGRESQL;
    }

    /**
     * Makes sure that a database answers.
     *
     * @throws DatabaseUnavailableException when it does not
     */
    public void check(String database) {
        try {
            session(database).read(connection -> true);
        } catch (SQLException e) {
            throw unavailable(database, e);
        }
    }

    /** Lets go of the connections that wait for work: what ended one of them has perhaps ended all. */
    void forgetIdle(String database) {
        database(database).forgetIdle();
    }

    /** For statements of which each sees the database as it is when it begins. */
    Session session(String database) {
        return database(database);
    }

    /** Runs statements that all see the database as it was at one moment. */
    <T> T inSnapshot(String database, ApplicationDatabase.SnapshotWork<T> work)
            throws SQLException, InterruptedException {
        return database(database).inSnapshot(work);
    }

    /** The same database over a connection of its own; the caller closes it. */
    ApplicationDatabase another(String database) {
        return database(database).another();
    }

    private ApplicationDatabase database(String name) {
        ApplicationDatabase database = databases.get(name);
        if (database == null) {
            throw new IllegalArgumentException("database must be a configured one but was '" + name + "'");
        }
        return database;
    }

    /** A question that a database answers by itself. */
    @FunctionalInterface
    interface SessionQuestion<T> {
        T ask(Session session) throws SQLException;
    }

    /**
     * The answer.
     *
     * @throws DatabaseUnavailableException when the database cannot be asked
     */
    <T> T with(String database, SessionQuestion<T> question) {
        try {
            return question.ask(session(database));
        } catch (SQLException e) {
            throw unavailable(database, e);
        }
    }

    /** A question to a database; what it asks for long, it asks by the duty cycle. */
    @FunctionalInterface
    interface Question<T> {
        T ask(Session session, DutyCycle duty) throws SQLException, InterruptedException;
    }

    /**
     * The answer.
     *
     * @param pause how to rest after the look-ups
     * @return empty when the database answers, but not this
     * @throws DatabaseUnavailableException when the database cannot be asked at all
     */
    <T> Optional<T> ask(String database, Sleeper pause, Question<T> question) throws InterruptedException {
        try {
            return Optional.of(question.ask(session(database), dutyCycle(database, pause)));
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
        Failure failure = Failure.of(e);
        if (failure.isOfThisTime()) {
            return new DatabaseUnavailableException(
                    "The application database '" + database + "' did not tell of itself in time: " + firstLine(e) + ".",
                    false,
                    e);
        }
        boolean refused = failure == Failure.REFUSED;
        String what = refused ? "refuses our user name or password" : "cannot be reached";
        return new DatabaseUnavailableException(
                "The application database '" + database + "' " + what + ": " + firstLine(e)
                        + ". Check service-ping.databases." + database + " (url, username, password-file).",
                refused,
                e);
    }

    private static String firstLine(SQLException e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.lines().findFirst().orElse("").replaceFirst("[.\\s]+$", "");
    }

    @Override
    public void close() {
        databases.values().forEach(ApplicationDatabase::close);
    }
}
