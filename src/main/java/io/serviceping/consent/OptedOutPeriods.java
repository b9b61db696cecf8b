package io.serviceping.consent;

import io.serviceping.files.PrivateFiles;
import io.serviceping.files.RegularFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The periods whose run found Service Ping off: the file {@code state/opted-out-periods}, one line each. A file, since
 * no database is connected to while Service Ping is off.
 */
public final class OptedOutPeriods {
    private final Path folder;
    private final Path file;

    /** The {@code state} folder need not exist. */
    public OptedOutPeriods(Path home) {
        this.folder = home.resolve("state");
        this.file = folder.resolve("opted-out-periods");
    }

    /**
     * Notes a period once. Writes nothing if there is no {@code state} folder: without earlier pings there is no gap to
     * explain.
     *
     * @return whether the period was written; false also when writing fails, since off must always work
     */
    public boolean note(String period, Instant at) {
        if (!Files.isDirectory(folder) || read().containsKey(period)) {
            return false;
        }
        String line = period + " " + at.truncatedTo(ChronoUnit.SECONDS) + "\n";
        try (FileChannel notes = PrivateFiles.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            notes.write(StandardCharsets.UTF_8.encode(line));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** When each period was noted, without lines that cannot be understood. Empty: none, or the file cannot be read. */
    public SortedMap<String, Instant> read() {
        SortedMap<String, Instant> periods = new TreeMap<>();
        try {
            new RegularFile(file, RegularFile.ONE_MEGABYTE).text().lines().forEach(line -> put(periods, line));
        } catch (IOException e) {
            // Missing or unreadable. Only status uses the file, so nothing else may fail for it.
            return Collections.emptySortedMap();
        }
        return periods;
    }

    private static void put(SortedMap<String, Instant> periods, String line) {
        String[] words = line.split(" ", 2);
        if (words.length == 2 && words[0].matches("\\d{4}-W\\d{2}")) {
            try {
                periods.put(words[0], Instant.parse(words[1]));
            } catch (DateTimeException e) {
                // A full disk cut the line off.
                periods.remove(words[0]);
            }
        }
    }
}
