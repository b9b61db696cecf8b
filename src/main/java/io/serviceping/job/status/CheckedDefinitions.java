package io.serviceping.job.status;

import io.serviceping.definition.InvalidDefinitionsException;
import io.serviceping.digest.Sha256;
import io.serviceping.files.PrivateFiles;
import io.serviceping.files.RegularFile;
import io.serviceping.files.UnusableFileException;
import io.serviceping.job.installation.Home;
import io.serviceping.job.installation.PingPlanner;
import io.serviceping.job.installation.Version;
import io.serviceping.settings.ServicePingSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether the definitions are valid. To check them takes longer than all else that {@code status} does, so the hash of
 * what was found valid is kept in the state folder: the same files, settings and version are not checked again.
 */
public final class CheckedDefinitions {
    private static final int MOST_FILES = 10_000;

    private final Home home;
    private final PingPlanner planner;

    public CheckedDefinitions(Home home, ServicePingSettings settings) {
        this.home = home;
        this.planner = new PingPlanner(home, settings);
    }

    /** Why no run counts anything. Empty: the definitions are valid. */
    public List<String> problems() {
        Optional<String> hash = hash();
        if (hash.isPresent() && hash.equals(kept())) {
            return List.of();
        }
        try {
            planner.definitions();
        } catch (InvalidDefinitionsException e) {
            return e.problems().stream().map(Object::toString).toList();
        }
        hash.ifPresent(this::keep);
        return List.of();
    }

    private Path file() {
        return home.state().resolve("definitions.sha256");
    }

    private Optional<String> kept() {
        try {
            return Optional.of(Files.readString(file(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Without it the next command only takes longer. */
    private void keep(String hash) {
        try {
            if (Files.isDirectory(home.state())) {
                PrivateFiles.write(file(), hash.getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            return;
        }
    }

    /** Of all that the check depends on. Empty: a file cannot be read. */
    private Optional<String> hash() {
        StringBuilder all = new StringBuilder(Version.current())
                .append('\n')
                .append(planner.given())
                .append('\n');
        try {
            for (Path folder : planner.given().folders()) {
                append(folder, all);
            }
            return Optional.of(Sha256.hex(all.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static void append(Path folder, StringBuilder all) throws IOException {
        all.append(folder).append('\n');
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            List<Path> files = walk.filter(Files::isRegularFile)
                    .limit(MOST_FILES + 1L)
                    .sorted()
                    .toList();
            if (files.size() > MOST_FILES) {
                throw new IOException("too many files below " + folder);
            }
            for (Path file : files) {
                all.append(file).append(' ').append(content(file)).append('\n');
            }
        }
    }

    /** As far as a definition's reader looks. */
    private static String content(Path file) throws IOException {
        try {
            return Sha256.hex(new RegularFile(file, RegularFile.ONE_MEGABYTE).bytes());
        } catch (UnusableFileException e) {
            return String.valueOf(e.getReason());
        }
    }
}
