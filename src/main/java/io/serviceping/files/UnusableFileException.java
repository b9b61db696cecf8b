package io.serviceping.files;

import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Objects;

/** A file that is not what is read: no regular file, or too large. The reason follows the file's name in a sentence. */
public final class UnusableFileException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    UnusableFileException(Path file, String reason) {
        super(file.toString(), null, reason);
    }

    @Override
    public String getReason() {
        return Objects.requireNonNull(super.getReason());
    }

    @Override
    public String getMessage() {
        return getFile() + " " + getReason();
    }
}
