package io.serviceping.jdbc;

import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a database's failure means, and what it asks for. The only table of SQL states. */
public enum Failure {
    /** Temporary, of the table: another session holds a lock. A smaller range would wait as long. */
    LOCKED("55P03 HYT00", Remedy.WAIT),
    /** Temporary, of the statement: its time limit has passed, or somebody cancelled it. */
    CUT_OFF("57014", Remedy.WAIT),
    /** Temporary, of the statement: a standby ended it to replay a change. */
    REPLAYED("40001 40P01", Remedy.WAIT),
    /** Temporary, of the database: it shuts down, starts up, has no free connection, or ended our session. */
    AWAY("57P01 57P02 57P03 57P05 25P03 25P04 53300 90020 90067 90098 90121", Remedy.WAIT),
    /** Temporary, of the database: it takes connections and does not answer. It hangs, or its catalogue is locked. */
    SILENT("", Remedy.WAIT),
    /** The database does not exist at the URL, the URL is wrong, or its settings do not suit the server. */
    MISSING("3D000 57P04 08004 99999 90146 90124 90013 90046 90113", Remedy.CONFIGURATION),
    /** The name or password of our role is refused. */
    REFUSED("28000 28P01", Remedy.PERMISSION),
    /** Our role lacks a right on the table, or on the whole database. */
    DENIED("42501 90096 90040", Remedy.PERMISSION),
    /** Permanent, of the statement or its table: a table or column is missing, or a value does not fit. */
    OF_STATEMENT("", Remedy.CONFIGURATION);

    /** What a failure to connect or to look something up asks for. */
    public enum Remedy {
        /** Another try, later. */
        WAIT,
        /** A right, a user name or a password. */
        PERMISSION,
        /** Another setting. */
        CONFIGURATION
    }

    private static final Map<String, Failure> BY_STATE = Stream.of(values())
            .filter(one -> !one.states.isEmpty())
            .flatMap(one -> Stream.of(one.states.split(" ", -1)).map(state -> Map.entry(state, one)))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    private static final String NO_DRIVER = "08001";
    private static final String DRIVER_GIVES_UP = "08004";
    private static final String CONNECTION = "08";
    private static final String AUTHORIZATION = "28";

    /** Failures of a server that pass: resources, operators, its files, an internal error; H2's files. */
    private static final Set<String> PASSING = Set.of("", "53", "57", "58", "XX");

    private static final Set<String> PASSING_OF_H2 = Set.of("90028", "90031");

    /** Separated by spaces. */
    private final String states;

    private final Remedy remedy;

    Failure(String states, Remedy remedy) {
        this.states = states;
        this.remedy = remedy;
    }

    /** What the failure asks for where nothing can be counted because of it. */
    public static Remedy remedy(SQLException e) {
        Failure failure = of(e);
        String state = state(e);
        boolean passes =
                PASSING.contains(state.substring(0, Math.min(2, state.length()))) || PASSING_OF_H2.contains(state);
        return failure == OF_STATEMENT && passes ? Remedy.WAIT : failure.remedy;
    }

    /** The host of which no address is known, if that is the cause. */
    public static Optional<String> unknownHost(SQLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException unknown) {
                return Optional.of(String.valueOf(unknown.getMessage()).replaceFirst(":.*", ""));
            }
        }
        return Optional.empty();
    }

    /** The meaning of the SQL state, or of the driver's class of exception. */
    public static Failure of(SQLException e) {
        String state = state(e);
        Failure known = BY_STATE.get(state);
        // Not of a driver, but of Java's DriverManager: no driver takes the URL.
        if (state.equals(NO_DRIVER) && e.getClass() == SQLException.class) {
            return MISSING;
        } else if (isWithoutPassword(e)) {
            return REFUSED;
        } else if (known != null) {
            return known;
        } else if (state.startsWith(CONNECTION)) {
            return isReadTimeout(e) ? SILENT : AWAY;
        } else if (state.startsWith(AUTHORIZATION)) {
            return REFUSED;
        }
        // The pool's exception when a server hangs and gives no connection in time.
        boolean hangs = e instanceof SQLTransientConnectionException;
        return hangs ? SILENT : e instanceof SQLTimeoutException ? CUT_OFF : OF_STATEMENT;
    }

    /** PostgreSQL's driver has one state for this and for a server that it cannot talk to. */
    private static boolean isWithoutPassword(SQLException e) {
        return state(e).equals(DRIVER_GIVES_UP)
                && String.valueOf(e.getMessage()).contains("password");
    }

    private static boolean isReadTimeout(SQLException e) {
        return e.getCause() instanceof SocketTimeoutException timeout
                && String.valueOf(timeout.getMessage()).startsWith("Read");
    }

    /** Whether the database may answer at another time. */
    public boolean isAway() {
        return this == AWAY || this == SILENT;
    }

    /** Whether the connection or the database failed, not the statement. */
    public boolean isOfDatabase() {
        return isAway() || this == MISSING || this == REFUSED;
    }

    /** Whether a limit of time has passed, or somebody cancelled the statement. */
    public boolean isOfLimit() {
        return this == LOCKED || this == CUT_OFF;
    }

    /** Whether the statement might have succeeded at another time. */
    public boolean isOfThisTime() {
        return isOfLimit() || this == REPLAYED;
    }

    /** The cause that the pool's exception wraps. */
    public static SQLException said(SQLException e) {
        return e instanceof SQLTransientConnectionException && e.getCause() instanceof SQLException cause ? cause : e;
    }

    /** Never null. Empty: the driver gave none. */
    public static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }
}
