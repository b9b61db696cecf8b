package io.serviceping.count.database;

import java.sql.SQLException;

/**
 * Asks a standby again for what it ended in order to replay a change. For look-ups, which may be made twice, and for one
 * thread.
 */
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

    /** A run that is to stop ends with the failure. */
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
