package io.serviceping.count.database;

import java.sql.SQLException;

/** Repeats look-ups that a standby ended in order to replay a change. Not thread-safe. */
record RetryingSession(Session session, Backoff backoff) implements Session {
    @Override
    public SessionDialect dialect() {
        return session.dialect();
    }

    @Override
    public <T> T read(Work<T> work) throws SQLException {
        while (true) {
            try {
                T answer = session.read(work);
                backoff.over();
                return answer;
            } catch (SQLException e) {
                if (Failure.of(e) != Failure.REPLAYED || !rests(e)) {
                    throw e;
                }
            }
        }
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
