package io.serviceping.state;

import io.serviceping.jdbc.Failure;
import io.serviceping.state.StateUnavailableException.Obstacle;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells a failure of the state database (a full disk, a server that went away) from a wrong statement of ours. */
public final class StateFailures {
    /** H2: file system error, file closed after an error, broken connection, or another storage error. */
    private static final Set<String> OF_H2 =
            Set.of("90028", "90031", "90030", "90007", "90067", "90098", "90121", "HY000");

    /** PostgreSQL: connection, transaction to be retried, resources, shutdown, file system, damaged files. */
    private static final Set<String> CLASSES_OF_POSTGRESQL = Set.of("08", "40", "53", "57", "58", "XX");

    /** PostgreSQL: the connection is lost, or the server ends it. */
    private static final List<String> LOST = List.of("08", "57P");

    private static final String POSTGRESQL_LOCK_TIMEOUT = "55P03";

    private static final String H2_CANNOT_WRITE = "Writing to ";

    private StateFailures() {}

    /** The database's failure behind an exception. Empty: the database works. */
    public static Optional<StateUnavailableException> behind(Throwable e) {
        return takenOver(e)
                .or(() -> Causes.of(e).stream()
                        .filter(SQLException.class::isInstance)
                        .map(SQLException.class::cast)
                        .filter(StateFailures::isOfTheDatabase)
                        .findFirst()
                        .map(cause -> OpeningFailures.isDamage(cause) && !isFailedWrite(e)
                                ? damaged(cause, e)
                                : failed(cause, e)));
    }

    private static Optional<StateUnavailableException> takenOver(Throwable e) {
        return Causes.of(e).stream()
                .filter(TakenOverException.class::isInstance)
                .findFirst()
                .map(cause -> new StateUnavailableException(Obstacle.BUSY, String.valueOf(cause.getMessage()), e));
    }

    private static StateUnavailableException failed(SQLException cause, Throwable e) {
        if (isDenied(cause)) {
            return OpeningFailures.lacksRight(Causes.firstLine(cause), e);
        }
        if (isLockTimeout(cause)) {
            return new StateUnavailableException(
                    Obstacle.BUSY,
                    "The state database has its tables locked by somebody else: " + Causes.firstLine(cause)
                            + ". What was stored before is kept, and the next run goes on from there; pg_locks shows who it is.",
                    e);
        }
        if (isConnectionLost(cause)) {
            return new StateUnavailableException(
                    Obstacle.UNREACHABLE,
                    "The connection to the state database was lost: " + Causes.withItsOrigin(cause)
                            + "; run again: it goes on where it stopped.",
                    e);
        }
        return new StateUnavailableException(
                Obstacle.UNREACHABLE,
                "The state database failed while it was in use: " + Causes.withItsOrigin(cause)
                        + ". What was stored before is kept, and the next run goes on from there; is its disk full?",
                e);
    }

    private static StateUnavailableException damaged(SQLException cause, Throwable e) {
        return new StateUnavailableException(
                Obstacle.UNUSABLE,
                "The state database is damaged: " + Causes.firstLine(cause)
                        + ". Restore it from a backup, or move it away to start afresh.",
                e);
    }

    /** Whether our user lacks a right. */
    static boolean isDenied(Throwable e) {
        return Causes.sqlException(e).map(Failure::of).equals(Optional.of(Failure.DENIED));
    }

    /** Whether H2 could not write its file, which does not mean that the file is damaged. */
    static boolean isFailedWrite(Throwable e) {
        return Causes.of(e).stream()
                .map(cause -> String.valueOf(cause.getMessage()))
                .anyMatch(message -> message.startsWith(H2_CANNOT_WRITE));
    }

    /** Whether any exception in the chain of causes has this SQL state. */
    static boolean hasState(Throwable e, String state) {
        return Causes.of(e).stream().anyMatch(cause -> state(cause).equals(state));
    }

    private static boolean isLockTimeout(SQLException e) {
        return state(e).equals(POSTGRESQL_LOCK_TIMEOUT);
    }

    /** The innermost cause decides. The pool sets no SQL state for a connection that it has closed. */
    private static boolean isConnectionLost(SQLException e) {
        List<String> states = Causes.of(e).stream()
                .filter(SQLException.class::isInstance)
                .map(StateFailures::state)
                .toList();
        String last = states.get(states.size() - 1);
        return last.isEmpty() || LOST.stream().anyMatch(last::startsWith);
    }

    private static String state(Throwable e) {
        return e instanceof SQLException sql ? Failure.state(sql) : "";
    }

    private static boolean isOfTheDatabase(SQLException e) {
        String state = state(e);
        return state.isEmpty()
                || e instanceof SQLTransientConnectionException
                || e instanceof SQLNonTransientConnectionException
                || OF_H2.contains(state)
                || isLockTimeout(e)
                || isDenied(e)
                || (state.length() == 5 && CLASSES_OF_POSTGRESQL.contains(state.substring(0, 2)));
    }
}
