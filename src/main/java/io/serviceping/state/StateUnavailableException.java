package io.serviceping.state;

import org.jspecify.annotations.Nullable;

/** The state database cannot be used; the message says what to do. Nothing in it was changed. */
public final class StateUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What stands in the way. */
    public enum Obstacle {
        /** Another process holds the database or the run lock. */
        BUSY,
        /** It does not answer. */
        UNREACHABLE,
        /** It answers and refuses our name, password or rights. */
        REFUSED,
        /** The file is damaged, or it was written by another version of this program. */
        UNUSABLE
    }

    private final Obstacle obstacle;

    StateUnavailableException(Obstacle obstacle, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.obstacle = obstacle;
    }

    /** What stands in the way. */
    public Obstacle obstacle() {
        return obstacle;
    }
}
