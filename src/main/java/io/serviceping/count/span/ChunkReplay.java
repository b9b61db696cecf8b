package io.serviceping.count.span;

import io.serviceping.count.accumulator.AccumulatorKey;
import io.serviceping.count.accumulator.AccumulatorTable;
import io.serviceping.count.distinct.DistinctMemory;
import io.serviceping.count.distinct.DistinctSet;
import io.serviceping.plan.scan.FusedScan;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Merges a scan's stored chunks, from this ping or earlier ones. Above the memory limit, the largest sets become
 * sketches, as in a walk. The same chunks in the same order give the same result.
 */
public final class ChunkReplay {
    /** For a set without registers. */
    private static final byte[] NONE = {};

    private final AccumulatorTable table;
    private final DistinctMemory memory;
    private final Map<AccumulatorKey, DistinctSet> sets = new LinkedHashMap<>();
    /** Registers of the current span's sketches; later chunks hold only changes. */
    private final Map<AccumulatorKey, byte[]> registers = new HashMap<>();

    private int span = -1;
    private long size;

    public ChunkReplay(FusedScan scan, DistinctMemory memory) {
        this.table = new AccumulatorTable(scan, DistinctSet::toBeCounted);
        this.memory = memory;
    }

    /**
     * Adds the numbers of a chunk.
     *
     * @param weeks how many weeks earlier the windows ended
     */
    public void addNumbers(String json, long weeks) {
        size += json.length();
        table.addNumbers(json, weeks);
    }

    /**
     * Adds the groups of a chunk.
     *
     * @param weeks how many weeks earlier the windows ended
     */
    public void addGroups(byte[] bytes, long weeks) {
        size += bytes.length;
        table.addGroups(bytes, weeks);
    }

    /** Adds the sets of a span's next chunk. */
    void addSets(int ofSpan, List<Chunk.SetDelta> deltas) {
        if (ofSpan != span) {
            span = ofSpan;
            registers.clear();
        }
        for (Chunk.SetDelta delta : counted(deltas)) {
            size += delta.bytes().length;
            byte[] now = set(delta.key()).addDrained(delta.bytes(), registers.getOrDefault(delta.key(), NONE));
            if (now.length > 0) {
                registers.put(delta.key(), now);
            }
        }
        memory.keepUnder(sets.values());
    }

    /**
     * Adds whole sets, or parts of them.
     *
     * @param weeks how many weeks earlier the windows ended
     */
    public void addKept(List<Chunk.SetDelta> parts, long weeks) {
        for (Chunk.SetDelta part : parts) {
            Optional<AccumulatorKey> now = table.later(part.key(), weeks);
            now.filter(key -> !table.isFull(key.accumulator()))
                    .ifPresent(key -> set(key).addDrained(part.bytes(), NONE));
        }
        memory.keepUnder(sets.values());
    }

    /** Approximate bytes of the chunks added. */
    public long size() {
        return size;
    }

    public AccumulatorTable table() {
        return table;
    }

    public Map<AccumulatorKey, DistinctSet> sets() {
        return sets;
    }

    /** Drops accumulators with too many groups from the deltas and from the sets. */
    private List<Chunk.SetDelta> counted(List<Chunk.SetDelta> deltas) {
        if (table.full().isEmpty()) {
            return deltas;
        }
        sets.keySet().removeIf(key -> table.isFull(key.accumulator()));
        return deltas.stream()
                .filter(delta -> !table.isFull(delta.key().accumulator()))
                .toList();
    }

    private DistinctSet set(AccumulatorKey key) {
        return sets.computeIfAbsent(key, any -> (DistinctSet) table.set(key));
    }
}
