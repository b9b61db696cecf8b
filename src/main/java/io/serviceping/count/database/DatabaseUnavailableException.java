package io.serviceping.count.database;

import org.jspecify.annotations.Nullable;

/**
 * An application database cannot be reached, refuses our login, or has replaced a table during its scan. Nothing more
 * is counted; a later run tries again.
 */
public final class DatabaseUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean refused;

    DatabaseUnavailableException(String message, boolean refused, @Nullable Throwable cause) {
        super(message, cause);
        this.refused = refused;
    }

    public DatabaseUnavailableException(String message) {
        this(message, false, null);
    }

    /** Whether the database refused our user name or password, so that another try will not help. */
    public boolean refused() {
        return refused;
    }
}
