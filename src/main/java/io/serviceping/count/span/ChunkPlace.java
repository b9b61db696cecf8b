package io.serviceping.count.span;

import java.util.Comparator;

/** Where a chunk is among those of all spans, which come in the order of their spans and numbers. */
public record ChunkPlace(int span, int number) implements Comparable<ChunkPlace> {
    /** Before all chunks. */
    public static final ChunkPlace START = new ChunkPlace(-1, -1);
    /** Behind all chunks. */
    public static final ChunkPlace END = new ChunkPlace(Integer.MAX_VALUE, Integer.MAX_VALUE);

    private static final Comparator<ChunkPlace> ORDER =
            Comparator.comparingInt(ChunkPlace::span).thenComparingInt(ChunkPlace::number);

    /** Behind the last chunk of a span. */
    public static ChunkPlace endOf(int span) {
        return new ChunkPlace(span, Integer.MAX_VALUE);
    }

    boolean isBehind(ChunkPlace other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(ChunkPlace other) {
        return ORDER.compare(this, other);
    }
}
