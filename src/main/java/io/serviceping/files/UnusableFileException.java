package io.serviceping.files;

import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Objects;

/** A file is not a regular file, or is too large. The reason completes a sentence that begins with the file's name. */
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
