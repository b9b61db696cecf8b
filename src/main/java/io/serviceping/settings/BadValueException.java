package io.serviceping.settings;

import io.serviceping.files.UnusableFileException;

/** A wrong value with a message of its own, which needs only the key in front of it. */
final class BadValueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final boolean permission;

    BadValueException(String message) {
        super(message);
        this.permission = false;
    }

    /** A file that is there, and cannot be used. */
    BadValueException(UnusableFileException file) {
        super("cannot be used: " + file.getMessage(), file);
        this.permission = file.isPermission();
    }

    /** Whether this user lacks a permission. */
    boolean isPermission() {
        return permission;
    }
}
