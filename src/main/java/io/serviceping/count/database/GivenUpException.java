package io.serviceping.count.database;

import java.sql.SQLTimeoutException;

/** A statement did not end at its time limit and is no longer waited for. It can run until the process ends. */
public final class GivenUpException extends SQLTimeoutException {
    private static final long serialVersionUID = 1L;
    private static final String QUERY_CANCELED = "57014";

    private final boolean forStop;

    /** @param forStop whether the run was to stop, which is no failure of the statement */
    GivenUpException(boolean forStop) {
        super(
                forStop
                        ? "the run is to stop, and the statement did not end"
                        : "the statement did not end at its time limit and was given up; does a regular expression, or a LIKE"
                                + " of many %, try too many ways?",
                QUERY_CANCELED);
        this.forStop = forStop;
    }

    public boolean isForStop() {
        return forStop;
    }
}
