package io.serviceping.count.span;

import java.util.Comparator;

/** Where a chunk is among those of all spans, which come in the order of their spans and numbers. */
public record ChunkPosition(int span, int number) implements Comparable<ChunkPosition> {
    /** Before all chunks. */
    public static final ChunkPosition START = new ChunkPosition(-1, -1);
    /** Behind all chunks. */
    public static final ChunkPosition END = new ChunkPosition(Integer.MAX_VALUE, Integer.MAX_VALUE);

    private static final Comparator<ChunkPosition> ORDER =
            Comparator.comparingInt(ChunkPosition::span).thenComparingInt(ChunkPosition::number);

    /** Behind the last chunk of a span. */
    public static ChunkPosition endOf(int span) {
        return new ChunkPosition(span, Integer.MAX_VALUE);
    }

    boolean isBehind(ChunkPosition other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(ChunkPosition other) {
        return ORDER.compare(this, other);
    }
}
