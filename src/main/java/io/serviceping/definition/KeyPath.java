package io.serviceping.definition;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The dotted path of a metric in the payload, such as {@code counts.issues}. It has two or more parts of lower-case
 * letters, digits and underscores, each starting with a letter, and at most 255 characters.
 */
public record KeyPath(String value) implements Comparable<KeyPath> {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+");
    private static final int LONGEST = 255;

    public KeyPath {
        if (!FORM.matcher(value).matches() || value.length() > LONGEST) {
            throw new IllegalArgumentException("key_path must be two or more parts like counts.issues (a-z, 0-9, _),"
                    + " at most " + LONGEST + " characters, but was '" + value + "'");
        }
    }

    /** The parts between the dots, outermost first; at least two. */
    public List<String> parts() {
        return List.of(value.split("\\."));
    }

    /** This path with a suffix, which may be empty, on its last part. */
    public KeyPath withSuffix(String suffix) {
        return new KeyPath(value + suffix);
    }

    @Override
    public int compareTo(KeyPath other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
