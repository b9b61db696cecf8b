package io.serviceping.state;

import org.jspecify.annotations.Nullable;

/** Another run has taken over, so this run can store nothing more. */
public final class TakenOverException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TakenOverException(String message) {
        this(message, null);
    }

    TakenOverException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
