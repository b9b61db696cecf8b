package io.serviceping.state;

import io.serviceping.files.PrivateFiles;
import io.serviceping.files.RegularFile;
import io.serviceping.files.UnusableFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The progress of a run, in a file beside the state database, since no other process can read an H2 file during a run.
 * Valid only while the {@link RunLock} is held; a killed run leaves the file behind.
 */
public final class RunProgress {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private final Path file;

    public RunProgress(Path stateFolder) {
        this.file = stateFolder.resolve("run.json");
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

    /** Replaces the file in one move, so that no reader sees half of it. */
    public void write(Snapshot snapshot) {
        try {
            Path next = file.resolveSibling(file.getFileName() + ".next");
            PrivateFiles.write(next, MAPPER.writeValueAsBytes(snapshot));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last state written. Empty: no file, or a file with other content. */
    public Optional<Snapshot> read() {
        try {
            return Optional.ofNullable(
                    MAPPER.readValue(new RegularFile(file, RegularFile.ONE_MEGABYTE).bytes(), Snapshot.class));
        } catch (NoSuchFileException | UnusableFileException | JacksonException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes the file at the end of a run. */
    public void clear() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
