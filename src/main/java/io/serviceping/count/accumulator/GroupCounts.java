package io.serviceping.count.accumulator;

import io.serviceping.count.distinct.LongHashSet;
import io.serviceping.count.distinct.LongSet;
import io.serviceping.count.result.AnswerReader;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts each accumulator's groups in a walk, by 64-bit hashes of their keys to save memory. */
public final class GroupCounts {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final Map<Integer, LongSet> keys = new HashMap<>();
    private final Set<Integer> full = new HashSet<>();

    public void add(AccumulatorKey key) {
        if (full.contains(key.accumulator())) {
            return;
        }
        LongSet ofAccumulator = keys.computeIfAbsent(key.accumulator(), accumulator -> new LongHashSet());
        if (ofAccumulator.add(hash(key.group())) && ofAccumulator.size() > AnswerReader.MOST_GROUPS_READ) {
            fill(key.accumulator());
        }
    }

    public void fill(int accumulator) {
        full.add(accumulator);
        keys.remove(accumulator);
    }

    /** The accumulators with too many groups. */
    public Set<Integer> full() {
        return full;
    }

    /** FNV-1a with a final mix, so that short keys differ in all bits. */
    private static long hash(@Nullable String key) {
        if (key == null) {
            return 0;
        }
        long hash = FNV_OFFSET;
        for (int i = 0; i < key.length(); i++) {
            hash = (hash ^ key.charAt(i)) * FNV_PRIME;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        return hash ^ (hash >>> 33);
    }
}
