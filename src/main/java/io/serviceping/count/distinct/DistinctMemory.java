package io.serviceping.count.distinct;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Memory limit for all distinct sets of a run. Between two calls they may exceed it by one chunk.
 *
 * @param ceilingBytes 0 or more; 0 keeps no set exact that is larger than its sketch
 */
public record DistinctMemory(long ceilingBytes) {
    public DistinctMemory {
        if (ceilingBytes < 0) {
            throw new IllegalArgumentException("ceilingBytes must not be negative but was " + ceilingBytes);
        }
    }

    /**
     * Converts the largest exact sets to sketches until all sets fit or no conversion saves memory. Of equal sets the
     * first is converted first, so that the same sets in the same order always give the same result.
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
