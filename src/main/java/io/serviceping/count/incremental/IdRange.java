package io.serviceping.count.incremental;

import io.serviceping.count.range.ResumeKey;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A range of ids.
 *
 * @param first included
 * @param last included
 */
record IdRange(long first, long last) {
    IdRange {
        if (first > last) {
            throw new IllegalArgumentException("first must be at most " + last + " but was " + first);
        }
    }

    /** The ranges as text, {@code first:last} with spaces between them. */
    static String text(List<IdRange> ranges) {
        return ranges.stream().map(range -> range.first + ":" + range.last).collect(Collectors.joining(" "));
    }

    static List<IdRange> parse(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(" ", -1)).map(IdRange::one).toList();
    }

    private static IdRange one(String text) {
        int colon = text.indexOf(':');
        return new IdRange(Long.parseLong(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1)));
    }

    /** Whether all of a span's ids are in this range. */
    boolean holds(ResumeKey.Numbers span) {
        return first <= span.next() && span.end() <= last;
    }

    IdRange upTo(long end) {
        return new IdRange(first, Math.min(last, end));
    }
}
