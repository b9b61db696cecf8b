package io.serviceping.files;

import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A file is not a regular file, or is too large, or may not be read, or has a secret that everybody may read. The reason completes a sentence
 * that begins with the file's name.
 */
public final class UnusableFileException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    private final boolean permission;

    private UnusableFileException(Path file, String reason, boolean permission) {
        super(file.toString(), null, reason);
        this.permission = permission;
    }

    /** For a reason that completes the sentence that begins with the file's name. */
    public static UnusableFileException of(Path file, String reason) {
        return new UnusableFileException(file, reason, false);
    }

    static UnusableFileException exposed(Path file) {
        return new UnusableFileException(file, "may be read by everybody. Run: chmod o-rwx " + file, true);
    }

    /** A file that this user may not read, with what gives access. */
    public static UnusableFileException denied(Path file) {
        return new UnusableFileException(
                file,
                "may not be read by this user"
                        + AccessRemedy.reading(file).map(words -> ". " + words).orElse(""),
                true);
    }

    /** Whether the file's permissions are the reason. */
    public boolean isPermission() {
        return permission;
    }

    /**
     * What counts as the content of a file of ours that is spoilt.
     *
     * @throws UncheckedIOException with this as its cause, if the file's permissions are the reason
     */
    public <T> T orElse(T content) {
        if (permission) {
            throw new UncheckedIOException(this);
        }
        return content;
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
