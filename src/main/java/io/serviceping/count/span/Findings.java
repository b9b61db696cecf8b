package io.serviceping.count.span;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * What the spans of a scan found. The groups and the sets, which may take more memory than there is for all of them at once, are read
 * when they are needed, chunk by chunk.
 */
public final class Findings {
    private final List<Walk> walks;
    private final Sets sets;

    /**
     * @param walks all spans, each finished
     * @param sets the groups and the sets of their chunks
     */
    Findings(List<Walk> walks, Sets sets) {
        this.walks = walks;
        this.sets = sets;
    }

    /** Of chunks that are held in memory with their sets. */
    public static Findings of(List<Walk> walks) {
        return new Findings(
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
        void forEach(ChunkPlace after, ChunkPlace last, SetReader reader);
    }

    /** Takes the groups and the sets of one chunk. */
    @FunctionalInterface
    interface SetReader {
        void read(ChunkPlace place, byte[] groups, List<Chunk.SetDelta> sets);
    }

    public List<Walk> walks() {
        return walks;
    }

    /** The time that all statements took. */
    Duration took() {
        return walks.stream().map(Walk::took).reduce(Duration.ZERO, Duration::plus);
    }

    /** Adds the chunks behind one place, up to another; those before must have been added already. */
    public void addTo(SlotReplay replay, ChunkPlace after, ChunkPlace last) {
        addTo(replay, after, last, place -> true);
    }

    /**
     * As {@link #addTo(SlotReplay, ChunkPlace, ChunkPlace)}, but counts and sums of some chunks alone. The sets of all are
     * added, since a later chunk's set tells only what is new in it. What is added to a set twice is in it once.
     */
    public void addTo(SlotReplay replay, ChunkPlace after, ChunkPlace last, Predicate<ChunkPlace> counted) {
        addNumbers(replay, after, last, counted);
        sets.forEach(after, last, (place, groups, deltas) -> {
            if (counted.test(place)) {
                replay.addGroups(groups, 0);
            }
            replay.addSets(place.span(), deltas);
        });
    }

    /** Adds counts and sums of some of the chunks up to a place, whose sets were added before. */
    public void addCountsTo(SlotReplay replay, ChunkPlace last, Predicate<ChunkPlace> counted) {
        addNumbers(replay, ChunkPlace.START, last, counted);
        for (Walk walk : walks) {
            for (Chunk chunk : walk.chunks()) {
                ChunkPlace place = place(walk, chunk);
                if (!place.isBehind(last) && counted.test(place)) {
                    sets.forEach(
                            new ChunkPlace(walk.span(), chunk.number() - 1),
                            place,
                            (same, groups, deltas) -> replay.addGroups(groups, 0));
                }
            }
        }
    }

    private void addNumbers(SlotReplay replay, ChunkPlace after, ChunkPlace last, Predicate<ChunkPlace> counted) {
        for (Walk walk : walks) {
            for (Chunk chunk : walk.chunks()) {
                ChunkPlace place = place(walk, chunk);
                if (isBetween(after, place, last) && counted.test(place)) {
                    replay.addNumbers(chunk.numbers(), 0);
                }
            }
        }
    }

    private static ChunkPlace place(Walk walk, Chunk chunk) {
        return new ChunkPlace(walk.span(), chunk.number());
    }

    private static boolean isBetween(ChunkPlace after, ChunkPlace place, ChunkPlace last) {
        return place.isBehind(after) && !place.isBehind(last);
    }
}
