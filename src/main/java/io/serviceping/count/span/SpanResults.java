package io.serviceping.count.span;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * What the spans of a scan found. The groups and the sets, which may take more memory than there is for all of them at once, are read
 * when they are needed, chunk by chunk.
 */
public final class SpanResults {
    private final List<SpanProgress> walks;
    private final Sets sets;

    /**
     * @param walks all spans, each finished
     * @param sets the groups and the sets of their chunks
     */
    SpanResults(List<SpanProgress> walks, Sets sets) {
        this.walks = walks;
        this.sets = sets;
    }

    /** Of chunks that are held in memory with their sets. */
    public static SpanResults of(List<SpanProgress> walks) {
        return new SpanResults(
                walks,
                (after, last, reader) -> walks.forEach(walk -> walk.chunks().stream()
                        .filter(chunk -> isBetween(after, place(walk, chunk), last))
                        .forEach(chunk -> reader.read(place(walk, chunk), chunk.groups(), chunk.sets()))));
    }

    /** Where the groups and the sets of chunks come from. */
    @FunctionalInterface
    interface Sets {
        /**
         * Reads the sets of the chunks behind one place, up to another, in the order of their places.
         */
        void forEach(ChunkPosition after, ChunkPosition last, SetReader reader);
    }

    /** Takes the groups and the sets of one chunk. */
    @FunctionalInterface
    interface SetReader {
        void read(ChunkPosition place, byte[] groups, List<Chunk.SetDelta> sets);
    }

    public List<SpanProgress> walks() {
        return walks;
    }

    /** The time that all statements took. */
    Duration took() {
        return walks.stream().map(SpanProgress::took).reduce(Duration.ZERO, Duration::plus);
    }

    /** Adds the chunks behind one place, up to another; those before must have been added already. */
    public void addTo(ChunkReplay replay, ChunkPosition after, ChunkPosition last) {
        addTo(replay, after, last, place -> true);
    }

    /**
     * As {@link #addTo(ChunkReplay, ChunkPosition, ChunkPosition)}, but counts and sums of some chunks alone. The sets of all are
     * added, since a later chunk's set tells only what is new in it. What is added to a set twice is in it once.
     */
    public void addTo(ChunkReplay replay, ChunkPosition after, ChunkPosition last, Predicate<ChunkPosition> counted) {
        addNumbers(replay, after, last, counted);
        sets.forEach(after, last, (place, groups, deltas) -> {
            if (counted.test(place)) {
                replay.addGroups(groups, 0);
            }
            replay.addSets(place.span(), deltas);
        });
    }

    /** Adds counts and sums of some of the chunks up to a place, whose sets were added before. */
    public void addCountsTo(ChunkReplay replay, ChunkPosition last, Predicate<ChunkPosition> counted) {
        addNumbers(replay, ChunkPosition.START, last, counted);
        for (SpanProgress walk : walks) {
            for (Chunk chunk : walk.chunks()) {
                ChunkPosition place = place(walk, chunk);
                if (!place.isBehind(last) && counted.test(place)) {
                    sets.forEach(
                            new ChunkPosition(walk.span(), chunk.number() - 1),
                            place,
                            (same, groups, deltas) -> replay.addGroups(groups, 0));
                }
            }
        }
    }

    private void addNumbers(
            ChunkReplay replay, ChunkPosition after, ChunkPosition last, Predicate<ChunkPosition> counted) {
        for (SpanProgress walk : walks) {
            for (Chunk chunk : walk.chunks()) {
                ChunkPosition place = place(walk, chunk);
                if (isBetween(after, place, last) && counted.test(place)) {
                    replay.addNumbers(chunk.numbers(), 0);
                }
            }
        }
    }

    private static ChunkPosition place(SpanProgress walk, Chunk chunk) {
        return new ChunkPosition(walk.span(), chunk.number());
    }

    private static boolean isBetween(ChunkPosition after, ChunkPosition place, ChunkPosition last) {
        return place.isBehind(after) && !place.isBehind(last);
    }
}
