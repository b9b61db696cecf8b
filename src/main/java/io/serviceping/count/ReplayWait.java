package io.serviceping.count;

import io.serviceping.time.Sleeper;
import java.time.Duration;

/** Waits, longer each time, after a standby ended a statement to replay a change. For one thread. */
final class ReplayWait {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(32);
    private static final Lookup IN_RECOVERY = Lookup.of("select pg_is_in_recovery()");

    private final ApplicationDatabases databases;
    private final String database;
    private final Sleeper pause;
    private Duration next = FIRST;

    ReplayWait(ApplicationDatabases databases, String database, Sleeper pause) {
        this.databases = databases;
        this.database = database;
        this.pause = pause;
    }

    /**
     * Waits, unless the server is no standby or has ended the statement too often.
     *
     * @return whether the statement is to be tried again
     * @throws StoppedException when the run is to stop first
     * @throws DatabaseUnavailableException when the database cannot be asked
     */
    boolean isWorthwhile() throws InterruptedException {
        if (next.compareTo(LONGEST) > 0 || !isStandby()) {
            return false;
        }
        if (!pause.rest(next)) {
            throw new StoppedException("the run is to stop while a statement waits for a standby's replay");
        }
        next = next.multipliedBy(2);
        return true;
    }

    private boolean isStandby() {
        return databases.with(
                database,
                session -> session.dialect() == Dialect.POSTGRESQL
                        && IN_RECOVERY.rows(session, row -> row.getBoolean(1)).get(0));
    }

    /** A statement came through: the next one waits a short time first. */
    void over() {
        next = FIRST;
    }
}
