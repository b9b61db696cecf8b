package io.serviceping.submit.http;

import io.serviceping.files.RegularFile;
import io.serviceping.files.UnusableFileException;
import io.serviceping.submit.http.CredentialException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file with a secret. It is read again at each use, and refused if everybody may read it.
 *
 * @param what the kind of secret, as shown in messages: {@code token}
 */
record SecretFile(String what, Path path) {
    private static final int LONGEST = 65_536;

    /**
     * The content, as UTF-8.
     *
     * @throws CredentialException if the file is missing, unreadable, or readable by everybody
     */
    String text() {
        try {
            return new String(new RegularFile(path, LONGEST).secret().bytes(), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw unusable("does not exist");
        } catch (UnusableFileException e) {
            throw new CredentialException(
                    e.isPermission() ? Kind.PERMISSION : Kind.CONFIGURATION, this + " " + e.getReason());
        } catch (IOException e) {
            throw unusable("cannot be read");
        }
    }

    /** A password: the content without the line break that editors add at the end. */
    String line() {
        return text().replaceFirst("\\r?\\n\\z", "");
    }

    CredentialException unusable(String how) {
        return new CredentialException(Kind.CONFIGURATION, this + " " + how);
    }

    @Override
    public String toString() {
        return "the " + what + " file " + path;
    }
}
