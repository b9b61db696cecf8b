package io.serviceping.count.database;

import io.serviceping.jdbc.Failure;
import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.time.Sleeper;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** The application databases, each opened at its first use. */
public final class ApplicationDatabases implements AutoCloseable {
    private final Map<String, ApplicationDatabase> databases;
    private final CountLimits limits;
    private final ThrottleListener watch;
    private final LongSupplier nanoTime;
    private final Sleeper sleeper;
    private final Map<String, Throttle> throttles = new ConcurrentHashMap<>();

    public ApplicationDatabases(Map<String, JdbcAddress> addresses, CountLimits limits) {
        this(addresses, limits, ThrottleListener.NONE, () -> false);
    }

    /**
     * @param watch is told when counting waits
     * @param stopping whether the run is to stop, checked during statements that cannot be cancelled
     */
    public ApplicationDatabases(
            Map<String, JdbcAddress> addresses, CountLimits limits, ThrottleListener watch, BooleanSupplier stopping) {
        this(addresses, limits, watch, stopping, System::nanoTime);
    }

    /** @param nanoTime like {@link System#nanoTime} */
    public ApplicationDatabases(
            Map<String, JdbcAddress> addresses,
            CountLimits limits,
            ThrottleListener watch,
            BooleanSupplier stopping,
            LongSupplier nanoTime) {
        this.databases = addresses.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        address -> new ApplicationDatabase(address.getKey(), address.getValue(), limits, stopping)));
        this.limits = limits;
        this.watch = watch;
        this.nanoTime = nanoTime;
        this.sleeper = Sleeper.unless(stopping);
    }

    /** For one task. */
    public StatementPacing pacing(String database, Sleeper pause) {
        Optional<Throttle> throttle = hasThrottles(database)
                ? Optional.of(throttles.computeIfAbsent(database, this::throttle))
                : Optional.empty();
        return new StatementPacing(limits, throttle, pause);
    }

    private Throttle throttle(String database) {
        ServerLoad load = load();
        return new Throttle(database, load::exceeded, watch, nanoTime);
    }

    public Duration statementTimeout() {
        return limits.statementTimeout();
    }

    ServerLoad load() {
        return new ServerLoad(limits.throttles());
    }

    /** Whether a throttle is configured for this database, which must be PostgreSQL. */
    boolean hasThrottles(String database) {
        return limits.throttles().isSet() && session(database).dialect() == SessionDialect.POSTGRESQL;
    }

    /**
     * Checks that the database answers.
     *
     * @throws DatabaseUnavailableException when the database does not answer
     */
    public void check(String database) {
        with(database, session -> session.read(connection -> true));
    }

    /** For one task. */
    public Backoff backoff(String database, Sleeper pause) {
        return new Backoff(database, session(database), watch, pause);
    }

    /**
     * Waits until a database that has ended a session answers again.
     *
     * @throws DatabaseUnavailableException when it is away for too long, does not exist, or refuses our login
     * @throws StoppedException when the run is to stop first
     */
    public void awaitAnswer(String database, Backoff backoff) throws InterruptedException {
        database(database).forgetIdle();
        while (true) {
            try {
                session(database).read(connection -> true);
                backoff.over();
                return;
            } catch (SQLException e) {
                if (!Failure.of(e).isAway() || !backoff.rest(e)) {
                    throw unavailable(database, e);
                }
            }
        }
    }

    /** A request to a database that can be repeated. */
    @FunctionalInterface
    public interface Attempt<T> {
        T run() throws SQLException, InterruptedException;
    }

    /**
     * Runs an attempt, and repeats it when the failure passes: a standby has replayed its change, or the database
     * answers again. An attempt that loses its connection twice, while the database answers, is not repeated.
     *
     * @throws SQLException the failure, when the database answers
     * @throws DatabaseUnavailableException when the database does not answer
     * @throws StoppedException when the run is to stop first
     */
    public <T> T untilAnswered(String database, Sleeper pause, Attempt<T> attempt)
            throws SQLException, InterruptedException {
        Backoff backoff = backoff(database, pause);
        boolean lost = false;
        while (true) {
            try {
                return attempt.run();
            } catch (SQLException e) {
                if (Failure.of(e) != Failure.REPLAYED) {
                    awaitAnswer(database, backoff);
                    if (lost || !Failure.of(e).isOfDatabase()) {
                        throw e;
                    }
                    lost = true;
                } else if (!backoff.rest(e)) {
                    throw e;
                }
            }
        }
    }

    /** Each statement sees the data committed before it began. */
    public Session session(String database) {
        return database(database);
    }

    /** For catalogue look-ups. Repeats a look-up that a standby or a restart of the database ended. */
    public Session lookUps(String database) {
        return new RetryingSession(database(database), backoff(database, sleeper));
    }

    /** All statements see the database as it was at one moment. */
    public <T> T inSnapshot(String database, ApplicationDatabase.SnapshotWork<T> work)
            throws SQLException, InterruptedException {
        return database(database).inSnapshot(work);
    }

    /** The same database over a separate connection. The caller closes it. */
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

    @FunctionalInterface
    public interface SessionQuestion<T> {
        T ask(Session session) throws SQLException;
    }

    /**
     * Runs a task of short look-ups.
     *
     * @throws DatabaseUnavailableException when the database does not answer
     */
    public <T> T with(String database, SessionQuestion<T> task) {
        try {
            return task.ask(lookUps(database));
        } catch (SQLException e) {
            throw unavailable(database, e);
        }
    }

    /** A task whose long statements run through the pacing. */
    @FunctionalInterface
    public interface SessionTask<T> {
        T ask(Session session, StatementPacing pacing) throws SQLException, InterruptedException;
    }

    /**
     * Runs a task.
     *
     * @param pause how to rest after the look-ups
     * @return empty when the task fails although the database answers
     * @throws DatabaseUnavailableException when the database does not answer
     */
    public <T> Optional<T> ask(String database, Sleeper pause, SessionTask<T> task) throws InterruptedException {
        try {
            return Optional.of(
                    untilAnswered(database, pause, () -> task.ask(session(database), pacing(database, pause))));
        } catch (SQLException e) {
            return Optional.empty();
        }
    }

    private static DatabaseUnavailableException unavailable(String database, SQLException thrown) {
        SQLException e = Failure.said(thrown);
        Failure failure = Failure.of(e);
        Failure.Remedy remedy = Failure.remedy(e);
        String name = "The application database '" + database + "' ";
        if (failure == Failure.LOCKED) {
            return new DatabaseUnavailableException(
                    "The catalogue of the application database '" + database + "' was locked by another session for"
                            + " longer than service-ping.collection.lock-timeout: " + firstLine(e)
                            + "; try again later.",
                    remedy,
                    e);
        }
        if (failure == Failure.SILENT) {
            return new DatabaseUnavailableException(
                    name + "takes connections and does not answer in time: " + firstLine(e)
                            + ". It hangs, or another session has locked its catalogue, such as pg_class; try again later.",
                    remedy,
                    e);
        }
        if (failure.isOfThisTime()) {
            return new DatabaseUnavailableException(
                    name + "did not tell of itself in time: " + firstLine(e) + ".", remedy, e);
        }
        String what = switch (failure) {
            case REFUSED -> "refuses our user name or password";
            case DENIED -> "gives our user no right";
            default -> "cannot be reached";
        };
        String why = Failure.unknownHost(e)
                .map(host -> "the name of the host '" + host + "' is not known")
                .orElseGet(() -> firstLine(e));
        return new DatabaseUnavailableException(
                name + what + ": " + why + ". Check service-ping.databases." + database
                        + " (url, username, password-file).",
                remedy,
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
