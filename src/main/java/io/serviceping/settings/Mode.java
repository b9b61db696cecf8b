package io.serviceping.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What Service Ping may do, from the most to the least. */
public enum Mode {
    /** Counts and sends. */
    ON("on true yes 1"),
    /** Counts, freezes and shows, but sends nothing. */
    LOCAL("local"),
    /** Counts nothing and sends nothing. */
    OFF("off false no 0");

    private final String words;

    Mode(String words) {
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
                .filter(mode ->
                        allowed.contains(mode) && List.of(mode.words.split(" ")).contains(word))
                .findFirst();
    }
}
