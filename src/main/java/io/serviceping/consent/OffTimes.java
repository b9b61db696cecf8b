package io.serviceping.consent;

import io.serviceping.files.PrivateFiles;
import io.serviceping.files.RegularFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * When Service Ping was off or local, as commands have seen it: the file {@code state/off-times}. A file, since no
 * database is connected to while Service Ping is off.
 */
public final class OffTimes {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;
    private final Path file;

    /** The {@code state} folder need not exist. */
    public OffTimes(Path home) {
        this.folder = home.resolve("state");
        this.file = folder.resolve("off-times");
    }

    /** Where the file is, or would be. */
    public Path file() {
        return file;
    }

    /**
     * A time without consent.
     *
     * @param until empty: Service Ping was last seen off or local
     */
    private record OffTime(Instant from, Optional<Instant> until) {
        private boolean includes(Instant at) {
            return from.isBefore(at) && !until.filter(end -> end.isBefore(at)).isPresent();
        }
    }

    /**
     * What the file holds.
     *
     * @param times oldest first
     * @param withdrawn whether the pings that waited in the last of them are withdrawn
     */
    private record Content(List<OffTime> times, boolean withdrawn) {
        /** Before Service Ping was ever on, and after what nobody can read. */
        private static final Content OFF_FROM_THE_BEGINNING =
                new Content(List.of(new OffTime(Instant.EPOCH, Optional.empty())), false);

        private boolean isOff() {
            return !times.isEmpty() && times.get(times.size() - 1).until().isEmpty();
        }

        private Content off(Instant at) {
            List<OffTime> more = new ArrayList<>(times);
            more.add(new OffTime(at, Optional.empty()));
            return new Content(more, false);
        }

        private Content on(Instant at) {
            List<OffTime> same = new ArrayList<>(times);
            OffTime last = same.remove(same.size() - 1);
            same.add(new OffTime(last.from(), Optional.of(at)));
            return new Content(same, withdrawn);
        }
    }

    /**
     * Notes that Service Ping is off or local. Writes nothing if there is no {@code state} folder, and does not fail if
     * it cannot write: off must always work.
     */
    public void off(Instant at) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try {
            Optional<Content> before = read();
            if (before.isEmpty()) {
                write(Content.OFF_FROM_THE_BEGINNING);
            } else if (!before.get().isOff()) {
                write(before.get().off(at.truncatedTo(ChronoUnit.SECONDS)));
            }
        } catch (IOException e) {
            // A full or read-only disk. The next command that finds Service Ping off notes it.
        }
    }

    /** Notes that Service Ping is on. Writes nothing if there is no {@code state} folder. */
    public void on(Instant at) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Optional<Content> before = read();
        if (before.isEmpty()) {
            write(new Content(List.of(), true));
        } else if (before.get().isOff()) {
            write(before.get().on(at.truncatedTo(ChronoUnit.SECONDS)));
        }
    }

    /** Whether Service Ping was off or local at this instant, or had never been on before. */
    public boolean include(Instant at) throws IOException {
        return read().filter(content -> content.times().stream().anyMatch(time -> time.includes(at)))
                .isPresent();
    }

    /** Whether pings wait that must be withdrawn: Service Ping was off or local after they were frozen. */
    public boolean withdraw() throws IOException {
        return read().filter(content -> !content.withdrawn()).isPresent();
    }

    /** Notes that these pings are withdrawn. */
    public void withdrawn() throws IOException {
        Optional<Content> before = read();
        if (before.isPresent()) {
            write(new Content(before.get().times(), true));
        }
    }

    private Optional<Content> read() throws IOException {
        try {
            JsonNode content = JSON.readTree(new RegularFile(file, RegularFile.ONE_MEGABYTE).text());
            List<OffTime> times = new ArrayList<>();
            for (JsonNode time : content.required("off")) {
                times.add(new OffTime(
                        Instant.parse(time.required("from").stringValue()),
                        time.path("until").stringValueOpt().map(Instant::parse)));
            }
            return Optional.of(new Content(times, content.required("withdrawn").booleanValue()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
            return Optional.of(Content.OFF_FROM_THE_BEGINNING);
        }
    }

    private void write(Content content) throws IOException {
        ObjectNode node = JSON.createObjectNode();
        ArrayNode times = node.putArray("off");
        for (OffTime time : content.times()) {
            ObjectNode written = times.addObject().put("from", time.from().toString());
            time.until().ifPresent(until -> written.put("until", until.toString()));
        }
        node.put("withdrawn", content.withdrawn());
        PrivateFiles.replace(file, JSON.writeValueAsString(node) + "\n");
    }
}
