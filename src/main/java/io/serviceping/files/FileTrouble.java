package io.serviceping.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** Says in words what an exception of a file means, whose message is often only the file's name. */
public final class FileTrouble {
    private FileTrouble() {}

    /** One sentence or two. */
    public static String words(IOException e) {
        if (e instanceof NoSuchFileException missing) {
            return "There is no " + missing.getFile() + ".";
        }
        Optional<Path> forbidden = forbidden(e);
        return (e instanceof AccessDeniedException ? "No permission for " + forbidden.orElseThrow() : e.getMessage())
                + "."
                + forbidden
                        .flatMap(AccessRemedy::of)
                        .map(remedy -> " " + remedy)
                        .orElse("");
    }

    /** The file that this user may not use, or that nobody can write. Empty: the reason is another. */
    public static Optional<Path> forbidden(IOException e) {
        if (!(e instanceof FileSystemException failed) || failed.getFile() == null) {
            return Optional.empty();
        }
        Path file = Path.of(Objects.requireNonNull(failed.getFile()));
        boolean isReadOnly = failed.getReason() != null && !Files.isWritable(PrivateFiles.existing(file));
        return e instanceof AccessDeniedException || isReadOnly ? Optional.of(file) : Optional.empty();
    }
}
