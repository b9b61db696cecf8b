package io.serviceping.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What Service Ping may do, from the most to the least. */
public enum Mode {
    /** Counts and sends. */
    ON(Set.of("on", "true", "yes", "1")),
    /** Counts, freezes and shows, but sends nothing. */
    LOCAL(Set.of("local")),
    /** Counts nothing and sends nothing. */
    OFF(Set.of("off", "false", "no", "0"));

    private final Set<String> words;

    Mode(Set<String> words) {
        this.words = words;
    }

    /** The mode in words as the configuration has them: {@code on}, {@code local}, {@code off}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Any word that clearly means a mode. Empty: the text is none of them. */
    static Optional<Mode> of(String text, List<Mode> allowed) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(mode -> allowed.contains(mode) && mode.words.contains(word))
                .findFirst();
    }
}
