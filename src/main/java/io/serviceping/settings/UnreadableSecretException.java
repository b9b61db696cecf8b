package io.serviceping.settings;

import io.serviceping.files.UnusableFileException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The file of a password cannot be read, or everybody may read it. The message contains the file's name, never its content. */
public final class UnreadableSecretException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableSecretException(Path file, IOException cause) {
        super(
                cause instanceof UnusableFileException unusable
                        ? "the password file " + unusable.getMessage()
                        : "the password file " + file + " "
                                + (cause instanceof NoSuchFileException ? "does not exist" : "cannot be read as UTF-8"),
                cause);
    }

    /** Whether the file's permissions are the reason. */
    public boolean isPermission() {
        return getCause() instanceof UnusableFileException unusable && unusable.isPermission();
    }
}
