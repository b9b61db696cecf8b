package io.serviceping.count.database;

import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a database's failure means. The only table of SQL states. */
public enum Failure {
    /** Temporary, of the table: another session holds a lock. A smaller range would wait as long. */
    LOCKED("55P03 HYT00"),
    /** Temporary, of the statement: its time limit has passed, or somebody cancelled it. */
    CUT_OFF("57014"),
    /** Temporary, of the statement: a standby ended it to replay a change. */
    REPLAYED("40001 40P01"),
    /** Temporary, of the database: it shuts down, starts up, has no free connection, or ended our session. */
    AWAY("57P01 57P02 57P03 57P05 25P03 25P04 53300 90020 90067 90098 90121"),
    /** The database does not exist at the URL. */
    MISSING("3D000 57P04 90146 90124 90013"),
    /** The name or password of our role is refused. */
    REFUSED("28000 28P01"),
    /** Our role lacks a right on the table. */
    DENIED("42501 90096"),
    /** Permanent, of the statement or its table: a table or column is missing, or a value does not fit. */
    OF_STATEMENT("");

    private static final Map<String, Failure> BY_STATE = Stream.of(values())
            .filter(one -> !one.states.isEmpty())
            .flatMap(one -> Stream.of(one.states.split(" ", -1)).map(state -> Map.entry(state, one)))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    private static final String CONNECTION = "08";
    private static final String AUTHORIZATION = "28";

    /** Separated by spaces. */
    private final String states;

    Failure(String states) {
        this.states = states;
    }

    public static Failure of(SQLException e) {
        String state = state(e);
        Failure known = BY_STATE.get(state);
        if (known != null) {
            return known;
        } else if (state.startsWith(CONNECTION)) {
            return AWAY;
        } else if (state.startsWith(AUTHORIZATION)) {
            return REFUSED;
        }
        // The pool's exception when a server hangs and gives no connection in time.
        boolean hangs = e instanceof SQLTransientConnectionException;
        return hangs ? AWAY : e instanceof SQLTimeoutException ? CUT_OFF : OF_STATEMENT;
    }

    /** Whether the connection or the database failed, not the statement. */
    public boolean isOfDatabase() {
        return this == AWAY || this == MISSING || this == REFUSED;
    }

    /** Whether a limit of time has passed, or somebody cancelled the statement. */
    boolean isOfLimit() {
        return this == LOCKED || this == CUT_OFF;
    }

    /** Whether the statement might have succeeded at another time. */
    boolean isOfThisTime() {
        return isOfLimit() || this == REPLAYED;
    }

    /** The cause that the pool's exception wraps. */
    static SQLException said(SQLException e) {
        return e instanceof SQLTransientConnectionException && e.getCause() instanceof SQLException cause ? cause : e;
    }

    static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }
}
