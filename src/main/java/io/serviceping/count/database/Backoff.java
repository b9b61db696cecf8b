package io.serviceping.count.database;

import io.serviceping.time.Sleeper;
import java.sql.SQLException;
import java.time.Duration;

/** Waits, longer each time, before a database is asked again for what it could not do. For one thread. */
public final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(32);
    /** Six pauses. */
    private static final Duration MOST_FOR_REPLAY = Duration.ofSeconds(63);
    /** A restart or a failover takes minutes; a run's budget usually ends first. */
    private static final Duration MOST_WHILE_AWAY = Duration.ofMinutes(30);

    private static final BoundQuery IN_RECOVERY = BoundQuery.of("select pg_is_in_recovery()");

    private final String database;
    private final Session session;
    private final ThrottleListener watch;
    private final Sleeper sleeper;
    private Duration next = FIRST;
    private Duration waited = Duration.ZERO;

    /**
     * @param session of that database
     * @param watch who is told of the wait
     */
    Backoff(String database, Session session, ThrottleListener watch, Sleeper sleeper) {
        this.database = database;
        this.session = session;
        this.watch = watch;
        this.sleeper = sleeper;
    }

    /**
     * Waits, unless waiting does not help or has not helped.
     *
     * @param failure why the database is to be asked again
     * @return whether to ask again
     * @throws StoppedException when the run is to stop first
     */
    public boolean rest(SQLException failure) throws InterruptedException {
        Duration most = switch (Failure.of(failure)) {
            case REPLAYED -> isStandby() ? MOST_FOR_REPLAY : Duration.ZERO;
            case AWAY -> MOST_WHILE_AWAY;
            default -> Duration.ZERO;
        };
        if (waited.plus(next).compareTo(most) > 0) {
            return false;
        }
        String words = SessionDialect.words(Failure.said(failure));
        watch.waits(database, words);
        if (!sleeper.rest(next)) {
            throw new StoppedException("the run is to stop while a statement waits: " + words);
        }
        waited = waited.plus(next);
        next = next.multipliedBy(2).compareTo(LONGEST) < 0 ? next.multipliedBy(2) : LONGEST;
        return true;
    }

    /** A primary ends a statement for other reasons, which do not pass. A server that cannot say may be a standby. */
    private boolean isStandby() {
        try {
            return session.dialect() == SessionDialect.POSTGRESQL
                    && IN_RECOVERY.rows(session, row -> row.getBoolean(1)).get(0);
        } catch (SQLException e) {
            return true;
        }
    }

    /** The database has answered: the next wait is short again. */
    public void over() {
        if (!waited.isZero()) {
            watch.goesOn(database);
        }
        next = FIRST;
        waited = Duration.ZERO;
    }
}
