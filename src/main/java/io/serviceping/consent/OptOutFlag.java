package io.serviceping.consent;

import io.serviceping.files.PrivateFiles;
import io.serviceping.files.RegularFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The admin's flag: the file {@code state/opt-out}. A file can be raised while a run holds the state database, or when
 * that database is broken. {@link SharedOptOut} is the flag for several machines.
 */
public final class OptOutFlag {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;
    private final Path file;

    /** The {@code state} folder need not exist. */
    public OptOutFlag(Path home) {
        this.folder = home.resolve("state");
        this.file = folder.resolve("opt-out");
    }

    /** Where the flag is, or would be. */
    public Path file() {
        return file;
    }

    /**
     * Reads the file at each call. Empty: not raised. A file that is there is a raised flag, whatever it holds.
     *
     * @throws IOException when it cannot be found out whether the file is there
     */
    public Optional<OptOut> read() throws IOException {
        try {
            String content = new RegularFile(file, RegularFile.ONE_MEGABYTE).text();
            return Optional.of(content.isEmpty() ? new OptOut.Empty(file) : parse(content));
        } catch (NoSuchFileException e) {
            return Files.isSymbolicLink(file) ? Optional.of(new OptOut.Unreadable(file)) : Optional.empty();
        } catch (IOException | JacksonException | DateTimeException e) {
            requireThere();
            return Optional.of(new OptOut.Unreadable(file));
        }
    }

    private void requireThere() throws IOException {
        try {
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (AccessDeniedException e) {
            throw new AccessDeniedException(folder.toString());
        }
    }

    /**
     * Raises the flag. Keeps a flag that is already up, and replaces one that cannot be understood. On a full disk the
     * flag is an empty file. Once this method returns, the flag survives a loss of power.
     *
     * @param by the name of the user in the operating system
     * @return whether the flag was down before
     * @throws IOException when the flag cannot be written
     */
    public boolean raise(String by, Optional<String> reason, Instant at) throws IOException {
        Optional<OptOut> before = read();
        if (before.orElse(null) instanceof OptOut.Raised) {
            return false;
        }
        Map<String, String> content = new LinkedHashMap<>();
        content.put("since", at.truncatedTo(ChronoUnit.SECONDS).toString());
        content.put("by", by);
        reason.ifPresent(text -> content.put("reason", text));
        boolean isNew = !Files.exists(folder);
        PrivateFiles.makeFolderOf(file);
        try {
            PrivateFiles.replace(file, JSON.writeValueAsString(content) + "\n");
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            // The disk is full. An empty file needs no space, and any flag means off.
            if (before.isEmpty()) {
                PrivateFiles.makeNew(file).close();
            }
        }
        if (isNew) {
            PrivateFiles.giveToOwnerAbove(folder);
        }
        forceFolder();
        return before.isEmpty();
    }

    /**
     * Lowers the flag.
     *
     * @return whether the flag was up before
     * @throws IOException when the flag cannot be removed: Service Ping is still off
     */
    public boolean lower() throws IOException {
        boolean wasUp = Files.deleteIfExists(file);
        if (wasUp) {
            forceFolder();
        }
        return wasUp;
    }

    private static OptOut parse(String json) throws IOException {
        JsonNode content = JSON.readTree(json);
        return new OptOut.Raised(
                Instant.parse(text(content, "since")),
                text(content, "by"),
                content.path("reason").stringValueOpt());
    }

    private static String text(JsonNode content, String field) throws IOException {
        return content.path(field).stringValueOpt().orElseThrow(() -> new IOException("no " + field));
    }

    private void forceFolder() {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows cannot force a folder to disk.
        }
    }
}
