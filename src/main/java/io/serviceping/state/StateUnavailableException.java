package io.serviceping.state;

import java.nio.file.Path;
import java.util.Optional;
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
        /** This user may not write the file of the database. */
        NOT_WRITABLE,
        /** The file is damaged, or was written by another version of this program. */
        UNUSABLE
    }

    private final Obstacle obstacle;
    private final transient Optional<Path> file;

    StateUnavailableException(Obstacle obstacle, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.obstacle = obstacle;
        this.file = Optional.empty();
    }

    /** This user may not write a file. */
    StateUnavailableException(Path file, String message) {
        super(message);
        this.obstacle = Obstacle.NOT_WRITABLE;
        this.file = Optional.of(file);
    }

    /** The file that this user may not write. Empty: that is not the problem. */
    public Optional<Path> file() {
        return file;
    }

    /** The kind of problem. */
    public Obstacle obstacle() {
        return obstacle;
    }
}
