package io.serviceping.state;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The last command that counted or sent, in a file beside the state database: the database may be the reason why the
 * command failed.
 *
 * @param command as typed, without options
 * @param end empty: the command is under way, or was killed
 */
public record LastRun(String command, Instant startedAt, Optional<End> end) {
    private static final int MOST_REASONS = 50;
    private static final int LONGEST_REASON = 1_000;

    /**
     * How the command ended.
     *
     * @param reasons the lines that it printed on standard error; at most 50 lines of 1,000 characters
     */
    public record End(Instant at, int exitCode, List<String> reasons) {
        public End {
            reasons = reasons.stream()
                    .limit(MOST_REASONS)
                    .map(line -> line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + " ...")
                    .toList();
        }
    }

    /** Empty: no command has counted or sent. */
    public static Optional<LastRun> read(Path stateFolder) {
        return file(stateFolder).read();
    }

    /**
     * Replaces what is kept.
     *
     * @throws java.io.UncheckedIOException when the file cannot be written
     */
    public void write(Path stateFolder) {
        file(stateFolder).write(this);
    }

    public LastRun ended(End how) {
        return new LastRun(command, startedAt, Optional.of(how));
    }

    private static JsonFile<LastRun> file(Path stateFolder) {
        return new JsonFile<>(stateFolder.resolve("last-run.json"), LastRun.class);
    }
}
