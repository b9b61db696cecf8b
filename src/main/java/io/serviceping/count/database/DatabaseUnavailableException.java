package io.serviceping.count.database;

import io.serviceping.jdbc.Failure;
import org.jspecify.annotations.Nullable;

/**
 * An application database cannot be reached, refuses our login, or has replaced a table during its scan. Nothing more
 * is counted; a later run tries again.
 */
public final class DatabaseUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Failure.Remedy remedy;

    DatabaseUnavailableException(String message, Failure.Remedy remedy, @Nullable Throwable cause) {
        super(message, cause);
        this.remedy = remedy;
    }

    public DatabaseUnavailableException(String message) {
        this(message, Failure.Remedy.WAIT, null);
    }

    /** What lets a later run succeed. */
    public Failure.Remedy remedy() {
        return remedy;
    }
}
