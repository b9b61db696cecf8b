package io.serviceping.count.database;

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

/** The databases that are counted in, each opened when it is first asked. */
public final class ApplicationDatabases implements AutoCloseable {
    private final Map<String, ApplicationDatabase> databases;
    private final CountLimits limits;
    private final ThrottleListener watch;
    private final LongSupplier nanoTime;
    private final Sleeper sleeper;
    private final Map<String, Throttle> brakes = new ConcurrentHashMap<>();

    public ApplicationDatabases(Map<String, JdbcAddress> addresses, CountLimits limits) {
        this(addresses, limits, ThrottleListener.NONE, () -> false);
    }

    /**
     * @param watch who is told that counting waits
     * @param stopping whether the run is to stop, for who waits for a statement that cannot be cancelled
     */
    public ApplicationDatabases(
            Map<String, JdbcAddress> addresses, CountLimits limits, ThrottleListener watch, BooleanSupplier stopping) {
        this(addresses, limits, watch, stopping, System::nanoTime);
    }

    /**
     * @param nanoTime as {@link System#nanoTime}, by which the brakes know how old their last look is
     */
    ApplicationDatabases(
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

    /** For one task's statements on that database. */
    public StatementPacing dutyCycle(String database, Sleeper pause) {
        Optional<Throttle> brake =
                hasBrakes(database) ? Optional.of(brakes.computeIfAbsent(database, this::brake)) : Optional.empty();
        return new StatementPacing(limits, brake, pause);
    }

    private Throttle brake(String database) {
        ServerLoad load = load();
        return new Throttle(database, load::exceeded, watch, nanoTime);
    }

    /** How long a statement may take. */
    public Duration statementTimeout() {
        return limits.statementTimeout();
    }

    /** Against the limits that are set. */
    ServerLoad load() {
        return new ServerLoad(limits.brakes());
    }

    /** Whether a limit is set that this database can be held to. */
    boolean hasBrakes(String database) {
        return limits.brakes().isSet() && session(database).dialect() == SessionDialect.POSTGRESQL;
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

    /** For one task on that database. */
    public Backoff backoff(String database, Sleeper pause) {
        return new Backoff(database, session(database), watch, pause);
    }

    /**
     * Waits until a database that has ended a session answers again.
     *
     * @throws DatabaseUnavailableException when it is away for too long, is not there, or refuses us
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
                if (Failure.of(e) != Failure.AWAY || !backoff.rest(e)) {
                    throw unavailable(database, e);
                }
            }
        }
    }

    /** Something that is asked of a database, and may be asked again. */
    @FunctionalInterface
    public interface Attempt<T> {
        T run() throws SQLException, InterruptedException;
    }

    /**
     * Asks, and asks again where the failure will pass: when a standby has replayed its change, or when a database that went
     * away answers again. What loses its connection twice while the database answers is not asked again.
     *
     * @throws SQLException why it fails, though the database answers
     * @throws DatabaseUnavailableException when the database cannot be asked at all
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

    /** For statements of which each sees the database as it is when it begins. */
    public Session session(String database) {
        return database(database);
    }

    /** For look-ups in the catalogues, which a standby may end as it may end any statement. */
    public Session lookUps(String database) {
        return new RetryingSession(session(database), backoff(database, sleeper));
    }

    /** Runs statements that all see the database as it was at one moment. */
    public <T> T inSnapshot(String database, ApplicationDatabase.SnapshotWork<T> work)
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
    public interface SessionQuestion<T> {
        T ask(Session session) throws SQLException;
    }

    /**
     * The answer.
     *
     * @throws DatabaseUnavailableException when the database cannot be asked
     */
    public <T> T with(String database, SessionQuestion<T> question) {
        try {
            return question.ask(lookUps(database));
        } catch (SQLException e) {
            throw unavailable(database, e);
        }
    }

    /** A question to a database; what it asks for long, it asks by the duty cycle. */
    @FunctionalInterface
    public interface Question<T> {
        T ask(Session session, StatementPacing duty) throws SQLException, InterruptedException;
    }

    /**
     * The answer.
     *
     * @param pause how to rest after the look-ups
     * @return empty when the database answers, but not this
     * @throws DatabaseUnavailableException when the database cannot be asked at all
     */
    public <T> Optional<T> ask(String database, Sleeper pause, Question<T> question) throws InterruptedException {
        try {
            return Optional.of(
                    untilAnswered(database, pause, () -> question.ask(session(database), dutyCycle(database, pause))));
        } catch (SQLException e) {
            return Optional.empty();
        }
    }

    private static DatabaseUnavailableException unavailable(String database, SQLException thrown) {
        SQLException e = Failure.said(thrown);
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
