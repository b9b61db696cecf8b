package io.serviceping.settings;

import java.io.IOException;
import java.nio.file.Path;

/** The file of a password or token cannot be read. The message contains the file's name, never its content. */
public final class UnreadableSecretException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableSecretException(Path file, IOException cause) {
        super("cannot read the secret in " + file + " (" + cause.getClass().getSimpleName() + ")", cause);
    }
}
