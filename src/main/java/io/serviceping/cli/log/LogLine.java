package io.serviceping.cli.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a log line looks like, as patterns of Logback. */
final class LogLine {
    /** A message is one line, whatever a server has put into it. */
    private static final String TEXT = "%logger{20} - %replace(%msg){'[\\r\\n]+', ' '}%n";

    static final String OF_FILE = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level " + TEXT;

    /** The journal has its own times, and reads the level from a number in front (sd-daemon(3)). */
    static final String OF_JOURNAL =
            "%replace(%replace(%replace(%replace(%level){'ERROR', '<3>'}){'WARN', '<4>'}){'INFO', '<6>'}){'DEBUG|TRACE', '<7>'}"
                    + TEXT;

    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private LogLine() {}

    static String ofStandardError() {
        return isJournal(System.getenv("JOURNAL_STREAM"), STANDARD_ERROR) ? OF_JOURNAL : OF_FILE;
    }

    /**
     * Whether a stream goes to systemd's journal.
     *
     * @param named JOURNAL_STREAM: device and inode. Programs that we start, or that started us, may have another stream
     */
    static boolean isJournal(@Nullable String named, Path stream) {
        if (named == null) {
            return false;
        }
        try {
            return named.equals(Files.getAttribute(stream, "unix:dev") + ":" + Files.getAttribute(stream, "unix:ino"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }
}
