package io.serviceping.count.span;

import io.serviceping.count.database.SessionDialect;
import io.serviceping.count.result.Outcome;
import java.sql.SQLException;

/** Maps a statement's failure to its metrics' outcome. */
public final class FailedStatement {
    private FailedStatement() {}

    public static Outcome.Unavailable outcome(SQLException e) {
        if (SessionDialect.isCancelled(e)) {
            return new Outcome.Unavailable(
                    Outcome.Why.TIMEOUT, "the statement or a lock took longer than allowed", e.getMessage());
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError) {
                return outOfMemory();
            }
        }
        return new Outcome.Unavailable(Outcome.Why.ERROR, "SQL state " + SessionDialect.state(e), e.getMessage());
    }

    public static Outcome.Unavailable outOfMemory() {
        return new Outcome.Unavailable(Outcome.Why.ERROR, "out of memory", "give the program more: java -Xmx");
    }
}
