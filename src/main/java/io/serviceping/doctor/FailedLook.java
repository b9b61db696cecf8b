package io.serviceping.doctor;

import io.serviceping.files.AccessRemedy;
import io.serviceping.files.FileTrouble;
import io.serviceping.files.PrivateFiles;
import io.serviceping.settings.UnreadableSecretException;
import io.serviceping.submit.http.CredentialException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** What a failure says of the installation. Checks that fail for the same reason say the same. */
final class FailedLook {
    private static final String REPORT = "Report it with the version of Service Ping: it is a defect.";
    private static final String RUN = " Run: ";

    private FailedLook() {}

    static Finding finding(Throwable failure) {
        Throwable why = failure instanceof UncheckedIOException io ? Objects.requireNonNull(io.getCause()) : failure;
        Optional<Path> forbidden = why instanceof IOException io ? FileTrouble.forbidden(io) : Optional.empty();
        if (forbidden.isPresent()) {
            return noPermission(forbidden.get());
        } else if (why instanceof UnreadableSecretException || why instanceof CredentialException) {
            return secret(String.valueOf(why.getMessage()));
        } else if (why instanceof IOException) {
            return Finding.critical(
                    Finding.sentence(String.valueOf(failure.getMessage())),
                    "See that the file and its disk can be used.");
        }
        return Finding.critical("The check itself failed: " + failure, REPORT);
    }

    static Finding noPermission(Path file) {
        return Finding.critical(
                "This user may not use " + PrivateFiles.existing(file) + ".",
                AccessRemedy.of(file).orElse("Run the command as its owner."));
    }

    private static Finding secret(String problem) {
        int remedy = problem.indexOf(RUN);
        return remedy < 0
                ? Finding.critical(Finding.sentence(problem), "Correct the file, or the key that names it.")
                : Finding.critical(problem.substring(0, remedy), problem.substring(remedy + RUN.length()));
    }
}
