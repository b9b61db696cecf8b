package io.serviceping.count.span;

import java.util.Comparator;

/** A chunk's position in a scan: ordered by span, then number. */
public record ChunkPosition(int span, int number) implements Comparable<ChunkPosition> {
    /** Before all chunks. */
    public static final ChunkPosition START = new ChunkPosition(-1, -1);
    /** After all chunks. */
    public static final ChunkPosition END = new ChunkPosition(Integer.MAX_VALUE, Integer.MAX_VALUE);

    private static final Comparator<ChunkPosition> ORDER =
            Comparator.comparingInt(ChunkPosition::span).thenComparingInt(ChunkPosition::number);

    /** After the last chunk of a span. */
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
