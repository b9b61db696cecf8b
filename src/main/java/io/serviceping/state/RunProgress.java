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
 * What a run is doing, in a file beside the state database, since an H2 file can be read by nobody else meanwhile. It
 * tells of a run under way only while the {@link RunLock} is held; what a killed run left behind means nothing.
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
     * A run's state.
     *
     * @param pid the process id
     * @param step where the job is: gate, plan, collect, freeze or submit
     * @param scansDone how many of the scans have their results stored
     * @param scansTotal 0 before the plan is made
     * @param waitingFor what of which database is too busy to be asked; empty while nothing waits
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

    /** Replaces the file in one move, so that a reader sees the old or the new. */
    public void write(Snapshot snapshot) {
        try {
            Path next = file.resolveSibling(file.getFileName() + ".next");
            PrivateFiles.write(next, MAPPER.writeValueAsBytes(snapshot));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last state written, or empty, also where the file holds something else. */
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

    /** Takes the file away at the end of a run. */
    public void clear() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
