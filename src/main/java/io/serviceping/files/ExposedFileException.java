package io.serviceping.files;

import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Objects;

/** Everybody on this machine may read a file with a secret. The reason completes a sentence that begins with the file. */
public final class ExposedFileException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    ExposedFileException(Path file) {
        super(file.toString(), null, "may be read by everybody. Run: chmod o-rwx " + file);
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
