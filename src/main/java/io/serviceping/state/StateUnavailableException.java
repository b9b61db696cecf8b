package io.serviceping.state;

import org.jspecify.annotations.Nullable;

/** The state database cannot be used; the message says what to do. Nothing in the database was changed. */
public final class StateUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The kind of problem. */
    public enum Obstacle {
        /** Another process holds the database or the run lock. */
        BUSY,
        /** The database does not answer. */
        UNREACHABLE,
        /** The database refuses our user name, password or rights. */
        REFUSED,
        /** The file is damaged, or was written by another version of this program. */
        UNUSABLE
    }

    private final Obstacle obstacle;

    StateUnavailableException(Obstacle obstacle, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.obstacle = obstacle;
    }

    /** The kind of problem. */
    public Obstacle obstacle() {
        return obstacle;
    }
}
