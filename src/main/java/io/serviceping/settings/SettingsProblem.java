package io.serviceping.settings;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A problem in the configuration. Sorted by source and line.
 *
 * @param source a file relative to the home folder, {@code environment variable …} or {@code command line}
 * @param line from 1; 0 if the source has no lines or the key is missing
 * @param key such as {@code service-ping.endpoint.url}; null for a problem of the whole source
 * @param message what is wrong and what is allowed, without any secret
 * @param isPermission whether this user lacks a permission for a file, and nothing else is wrong
 */
public record SettingsProblem(
        String source, int line, @Nullable String key, String message, boolean isPermission)
        implements Comparable<SettingsProblem> {
    private static final Comparator<SettingsProblem> ORDER = Comparator.comparing(SettingsProblem::source)
            .thenComparingInt(SettingsProblem::line)
            .thenComparing(problem -> problem.key == null ? "" : problem.key)
            .thenComparing(SettingsProblem::message);

    SettingsProblem(String source, int line, @Nullable String key, String message) {
        this(source, line, key, message, false);
    }

    @Override
    public int compareTo(SettingsProblem other) {
        return ORDER.compare(this, other);
    }

    /** {@code source:line: key: message}. */
    @Override
    public String toString() {
        return source + (line == 0 ? "" : ":" + line) + ": " + (key == null ? "" : key + ": ") + message;
    }
}
