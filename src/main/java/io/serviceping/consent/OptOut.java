package io.serviceping.consent;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** The admin's flag, when it is raised. */
sealed interface OptOut {
    /** Who raised the flag, in words. */
    String who();

    /**
     * Raised by the {@code opt-out} command.
     *
     * @param by the name of the user in the operating system
     * @param reason as the user gave it
     */
    record Raised(Instant since, String by, Optional<String> reason) implements OptOut {
        @Override
        public String who() {
            return oneLine(by) + " with `opt-out` on " + since
                    + reason.map(text -> " (" + oneLine(text) + ")").orElse("");
        }

        private static String oneLine(String text) {
            return text.replaceAll("\\p{Cntrl}+", " ");
        }
    }

    /**
     * Raised in the state database, for every machine that shares it.
     *
     * @param host the machine where the flag was raised
     */
    record Shared(Raised flag, String host) implements OptOut {
        @Override
        public String who() {
            return flag.who() + " on the machine " + Raised.oneLine(host)
                    + ", for every machine that shares the state database";
        }
    }

    /** The flag file is empty: the disk was full, or the file was made by hand. */
    record Empty(Path file) implements OptOut {
        @Override
        public String who() {
            return "the flag " + file + ", which is empty";
        }
    }

    /** The flag cannot be understood. It still means off. */
    record Unreadable(Path file) implements OptOut {
        @Override
        public String who() {
            return "the flag " + file + ", which cannot be read";
        }
    }
}
