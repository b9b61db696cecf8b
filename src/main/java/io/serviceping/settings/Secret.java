package io.serviceping.settings;

import io.serviceping.files.RegularFile;
import java.io.IOException;
import java.nio.file.Path;

/** Where a password or token comes from; what it is appears in no message and no {@code toString}. */
sealed interface Secret {
    /** In bytes. */
    int LONGEST = 65_536;

    /**
     * The secret itself, read anew each time.
     *
     * @throws UnreadableSecretException when the file cannot be read as UTF-8
     */
    String reveal();

    /** A file that holds the secret and, as editors leave it, perhaps one line break at its end. */
    record InFile(Path file) implements Secret {
        @Override
        public String reveal() {
            try {
                return new RegularFile(file, LONGEST).text().replaceFirst("\\r?\\n\\z", "");
            } catch (IOException e) {
                throw new UnreadableSecretException(file, e);
            }
        }
    }

    /** Written in the configuration. */
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
