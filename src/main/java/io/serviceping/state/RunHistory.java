package io.serviceping.state;

import io.serviceping.files.PrivateFiles;
import io.serviceping.files.RegularFile;
import io.serviceping.files.UnusableFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;

/**
 * The last 200 commands of a home folder that counted or sent, in a file beside the state database: the database may be
 * the reason why one failed. Each line is one command as JSON. Lines are only appended, so commands that run at the same
 * time do not lose each other's.
 */
public final class RunHistory {
    /** How many commands are kept. */
    public static final int MOST = 200;

    private static final int TRIMMED_FROM_BYTES = RegularFile.ONE_MEGABYTE / 2;

    private final Path file;

    public RunHistory(Path stateFolder) {
        this.file = stateFolder.resolve("runs.jsonl");
    }

    /** The commands that are known, oldest first. One without an end was killed. */
    public List<CommandRun> read() {
        List<CommandRun> lines = lines().flatMap(line -> parsed(line).stream()).toList();
        // Another command may have taken one for killed that ended later.
        Set<CommandRun> ended = lines.stream()
                .filter(run -> run.end().isPresent())
                .map(CommandRun::begun)
                .collect(Collectors.toSet());
        List<CommandRun> all = lines.stream()
                .filter(run -> run.end().isPresent() || !ended.contains(run.begun()))
                .toList();
        return all.subList(Math.max(0, all.size() - MOST), all.size());
    }

    /**
     * Appends a command that is over. Shortens its reasons.
     *
     * @throws UncheckedIOException when the file cannot be written
     */
    public void append(CommandRun run) {
        // A kill can leave half a line: the next one begins after a line break of its own.
        byte[] line = ("\n" + JsonFile.MAPPER.writeValueAsString(run.brief()) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            PrivateFiles.makeFolderOf(file);
            try (FileChannel channel = PrivateFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                channel.write(ByteBuffer.wrap(line));
            }
            if (Files.size(file) > TRIMMED_FROM_BYTES) {
                trim();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void trim() throws IOException {
        StringBuilder kept = new StringBuilder();
        read().forEach(run ->
                kept.append(JsonFile.MAPPER.writeValueAsString(run)).append('\n'));
        Path next = file.resolveSibling(file.getFileName() + ".next");
        PrivateFiles.write(next, kept.toString().getBytes(StandardCharsets.UTF_8));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Stream<String> lines() {
        try {
            byte[] bytes = new RegularFile(file, RegularFile.ONE_MEGABYTE).bytes();
            return new String(bytes, StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank());
        } catch (NoSuchFileException e) {
            return Stream.empty();
        } catch (UnusableFileException e) {
            return e.orElse(Stream.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty: half a line, or one of another version. */
    private static Optional<CommandRun> parsed(String line) {
        try {
            return Optional.of(JsonFile.MAPPER.readValue(line, CommandRun.class));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
