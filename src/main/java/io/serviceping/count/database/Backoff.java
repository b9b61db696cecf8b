package io.serviceping.count.database;

import io.serviceping.jdbc.Failure;
import io.serviceping.time.Sleeper;
import java.sql.SQLException;
import java.time.Duration;

/** Exponential backoff before a statement is repeated. Not thread-safe. */
public final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(32);
    /** Six waits: 1 + 2 + 4 + 8 + 16 + 32 seconds. */
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

    Backoff(String database, Session session, ThrottleListener watch, Sleeper sleeper) {
        this.database = database;
        this.session = session;
        this.watch = watch;
        this.sleeper = sleeper;
    }

    /**
     * Waits before the next try, unless waiting does not help against this failure or has lasted long enough.
     *
     * @return whether to try again
     * @throws StoppedException when the run is to stop first
     */
    public boolean rest(SQLException failure) throws InterruptedException {
        Duration most = switch (Failure.of(failure)) {
            case REPLAYED -> isStandby() ? MOST_FOR_REPLAY : Duration.ZERO;
            case AWAY, SILENT -> MOST_WHILE_AWAY;
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

    /** On a primary such a failure does not pass. A server that does not answer counts as a standby. */
    private boolean isStandby() {
        try {
            return session.dialect() == SessionDialect.POSTGRESQL
                    && IN_RECOVERY.rows(session, row -> row.getBoolean(1)).get(0);
        } catch (SQLException e) {
            return true;
        }
    }

    /** Makes the next wait short again: the database has answered. */
    public void over() {
        if (!waited.isZero()) {
            watch.goesOn(database);
        }
        next = FIRST;
        waited = Duration.ZERO;
    }
}
