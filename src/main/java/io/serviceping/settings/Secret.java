package io.serviceping.settings;

import io.serviceping.files.RegularFile;
import java.io.IOException;
import java.nio.file.Path;

/** The source of a password or token. No message and no {@code toString} shows the secret. */
sealed interface Secret {
    /** In bytes. */
    int LONGEST = 65_536;

    /**
     * The secret, read again at each call.
     *
     * @throws UnreadableSecretException if the file cannot be read as UTF-8, or everybody may read it
     */
    String reveal();

    /** A file with the secret. One line break at its end, as editors add it, is ignored. */
    record InFile(Path file) implements Secret {
        @Override
        public String reveal() {
            try {
                return new RegularFile(file, LONGEST).secret().text().replaceFirst("\\r?\\n\\z", "");
            } catch (IOException e) {
                throw new UnreadableSecretException(file, e);
            }
        }
    }

    /** A secret written in the configuration. */
    record Inline(String value) implements Secret {
        @Override
        public String reveal() {
            return value;
        }

        @Override
        public String toString() {
            return "(hidden)";
        }
    }
}
