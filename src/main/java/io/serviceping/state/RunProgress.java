package io.serviceping.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The progress of a run, in a file beside the state database, since no other process can read an H2 file during a run.
 * Valid only while the {@link RunLock} is held; a killed run leaves the file behind.
 */
public final class RunProgress {
    private final JsonFile<Snapshot> file;

    public RunProgress(Path stateFolder) {
        this.file = new JsonFile<>(stateFolder.resolve("run.json"), Snapshot.class);
    }

    /**
     * The state of a run.
     *
     * @param pid the process id
     * @param step the current step of the job: plan, collect, freeze or submit
     * @param scansDone how many scans have stored their results
     * @param scansTotal 0 before the plan is made
     * @param waitingFor which database is too busy, and why; empty: counting does not wait
     */
    public record Snapshot(
            long pid,
            String period,
            Instant startedAt,
            String step,
            int scansDone,
            int scansTotal,
            Optional<String> waitingFor,
            Instant updatedAt) {}

    public void write(Snapshot snapshot) {
        file.write(snapshot);
    }

    /** The last state written. Empty: no file, or a file with other content. */
    public Optional<Snapshot> read() {
        return file.read();
    }

    /** Removes the file at the end of a run. */
    public void clear() {
        try {
            Files.deleteIfExists(file.file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
