package io.serviceping.count.database;

import io.serviceping.jdbc.Failure;
import java.sql.SQLException;

/**
 * Repeats look-ups that a standby ended in order to replay a change, or that met a database which has answered before
 * and is away, for example in a restart. A database that has never answered is not waited for. Not thread-safe.
 */
record RetryingSession(ApplicationDatabase database, Backoff backoff) implements Session {
    @Override
    public SessionDialect dialect() {
        return database.dialect();
    }

    @Override
    public <T> T read(Work<T> work) throws SQLException {
        while (true) {
            try {
                T answer = database.read(work);
                backoff.over();
                return answer;
            } catch (SQLException e) {
                if (!passes(e) || !rests(e)) {
                    throw e;
                }
            }
        }
    }

    private boolean passes(SQLException e) {
        boolean isAway = Failure.of(e).isAway() && database.hasAnswered();
        if (isAway) {
            database.forgetIdle();
        }
        return isAway || Failure.of(e) == Failure.REPLAYED;
    }

    /** False when the run is to stop. */
    private boolean rests(SQLException failure) {
        try {
            return backoff.rest(failure);
        } catch (StoppedException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
