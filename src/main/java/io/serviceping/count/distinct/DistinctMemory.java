package io.serviceping.count.distinct;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * A ceiling for the memory of all distinct sets of a run. Between two calls the sets may pass it, by what one chunk adds.
 *
 * @param ceilingBytes the ceiling in bytes, 0 or more; 0 leaves no set exact that is larger than its sketch
 */
public record DistinctMemory(long ceilingBytes) {
    public DistinctMemory {
        if (ceilingBytes < 0) {
            throw new IllegalArgumentException("ceilingBytes must not be negative but was " + ceilingBytes);
        }
    }

    /**
     * Turns the largest exact sets into sketches, one after another, until all sets together are under the ceiling or none
     * is left that a sketch would make smaller. Of equally large sets the one that comes first is turned first: the same
     * sets in the same order always end the same.
     */
    public void keepUnder(Collection<DistinctSet> sets) {
        long sum = total(sets);
        if (sum <= ceilingBytes) {
            return;
        }
        for (Sized largest : largestFirst(sets)) {
            if (sum <= ceilingBytes) {
                return;
            }
            largest.set().toSketch();
            sum -= largest.bytes() - largest.set().memoryBytes();
        }
    }

    static long total(Collection<DistinctSet> sets) {
        return sets.stream().mapToLong(DistinctSet::memoryBytes).sum();
    }

    private static List<Sized> largestFirst(Collection<DistinctSet> sets) {
        return sets.stream()
                .filter(set -> !set.isEstimated())
                .map(set -> new Sized(set, set.memoryBytes()))
                .filter(sized -> sized.bytes() > 2L * Sketch.BYTES)
                .sorted(Comparator.comparingLong(Sized::bytes).reversed())
                .toList();
    }

    private record Sized(DistinctSet set, long bytes) {}
}
