package io.serviceping.count.span;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** What a scan's spans found. Groups and sets may exceed the memory, so they are read chunk by chunk when needed. */
public final class SpanResults {
    private final List<SpanProgress> spans;
    private final Sets sets;

    /**
     * @param spans all spans, each finished
     * @param sets reads the groups and sets of their chunks
     */
    SpanResults(List<SpanProgress> spans, Sets sets) {
        this.spans = spans;
        this.sets = sets;
    }

    /** From chunks held in memory. */
    public static SpanResults of(List<SpanProgress> spans) {
        return new SpanResults(
                spans,
                (after, last, reader) -> spans.forEach(progress -> progress.chunks().stream()
                        .filter(chunk -> isBetween(after, place(progress, chunk), last))
                        .forEach(chunk -> reader.read(place(progress, chunk), chunk.groups(), chunk.sets()))));
    }

    /** Reads the groups and sets of chunks. */
    @FunctionalInterface
    interface Sets {
        /**
         * In order of position.
         *
         * @param after excluded
         * @param last included
         */
        void forEach(ChunkPosition after, ChunkPosition last, SetReader reader);
    }

    /** Receives one chunk's groups and sets. */
    @FunctionalInterface
    interface SetReader {
        void read(ChunkPosition position, byte[] groups, List<Chunk.SetDelta> sets);
    }

    public List<SpanProgress> spans() {
        return spans;
    }

    /** The time of all statements. */
    Duration took() {
        return spans.stream().map(SpanProgress::took).reduce(Duration.ZERO, Duration::plus);
    }

    /** Adds the chunks from {@code after} (excluded) to {@code last} (included); earlier ones must have been added. */
    public void addTo(ChunkReplay replay, ChunkPosition after, ChunkPosition last) {
        addTo(replay, after, last, position -> true);
    }

    /**
     * As {@link #addTo(ChunkReplay, ChunkPosition, ChunkPosition)}, but counts and sums of the {@code counted} chunks
     * only. All sets are added, because a later chunk holds only what is new in a set; adding twice has no effect.
     */
    public void addTo(ChunkReplay replay, ChunkPosition after, ChunkPosition last, Predicate<ChunkPosition> counted) {
        addNumbers(replay, after, last, counted);
        sets.forEach(after, last, (position, groups, deltas) -> {
            if (counted.test(position)) {
                replay.addGroups(groups, 0);
            }
            replay.addSets(position.span(), deltas);
        });
    }

    /**
     * Adds counts and sums of the {@code counted} chunks up to {@code last}, included, whose sets were added before.
     */
    public void addCountsTo(ChunkReplay replay, ChunkPosition last, Predicate<ChunkPosition> counted) {
        addNumbers(replay, ChunkPosition.START, last, counted);
        for (SpanProgress progress : spans) {
            for (Chunk chunk : progress.chunks()) {
                ChunkPosition position = place(progress, chunk);
                if (!position.isBehind(last) && counted.test(position)) {
                    sets.forEach(
                            new ChunkPosition(progress.span(), chunk.number() - 1),
                            position,
                            (same, groups, deltas) -> replay.addGroups(groups, 0));
                }
            }
        }
    }

    private void addNumbers(
            ChunkReplay replay, ChunkPosition after, ChunkPosition last, Predicate<ChunkPosition> counted) {
        for (SpanProgress progress : spans) {
            for (Chunk chunk : progress.chunks()) {
                ChunkPosition position = place(progress, chunk);
                if (isBetween(after, position, last) && counted.test(position)) {
                    replay.addNumbers(chunk.numbers(), 0);
                }
            }
        }
    }

    private static ChunkPosition place(SpanProgress progress, Chunk chunk) {
        return new ChunkPosition(progress.span(), chunk.number());
    }

    private static boolean isBetween(ChunkPosition after, ChunkPosition position, ChunkPosition last) {
        return position.isBehind(after) && !position.isBehind(last);
    }
}
