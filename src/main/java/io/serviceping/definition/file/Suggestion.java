package io.serviceping.definition.file;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Suggests the word that was probably meant. */
public final class Suggestion {
    private static final int FARTHEST = 2;

    private Suggestion() {}

    /** The nearest allowed word. Empty: none is near enough to be a typing error. */
    static Optional<String> forWord(String written, Collection<String> allowed) {
        String word = written.toLowerCase(Locale.ROOT).replace('-', '_');
        return allowed.stream()
                .filter(candidate -> distance(word, candidate) <= Math.min(FARTHEST, candidate.length() / 2))
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
    }

    /** {@code ; did you mean 'number'?}, or an empty text. */
    public static String question(String written, Collection<String> allowed) {
        return forWord(written, allowed)
                .map(word -> "; did you mean '" + word + "'?")
                .orElse("");
    }

    /** The Levenshtein distance. */
    public static int distance(String a, String b) {
        int[] row = IntStream.rangeClosed(0, b.length()).toArray();
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
