package io.serviceping.count.span;

import io.serviceping.count.accumulator.AccumulatorKey;
import io.serviceping.count.accumulator.AccumulatorTable;
import io.serviceping.count.accumulator.GroupCounts;
import io.serviceping.count.accumulator.GroupNumbers;
import io.serviceping.count.distinct.DistinctMemory;
import io.serviceping.count.distinct.DistinctSet;
import io.serviceping.count.distinct.LongList;
import io.serviceping.count.range.ResumeKey;
import io.serviceping.plan.scan.FusedScan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a walk has found: distinct sets since its start, numbers since the last chunk. Values of several ranges enter
 * the sets together, because each bulk insert goes through a whole set.
 */
final class SpanTally {
    /** 8 MB, and at most as much again of spare capacity. */
    private static final long MOST_VALUES_APART = 1 << 20;
    /** Buffered values take at most an eighth of the sets' memory limit. */
    private static final long PART_APART = 8;

    private final FusedScan scan;
    private final DistinctMemory memory;
    private final Map<AccumulatorKey, DistinctSet> sets = new HashMap<>();
    private final Set<AccumulatorKey> grown = new LinkedHashSet<>();
    /** Buffered values, in no set yet. */
    private final Map<AccumulatorKey, LongList> apart = new LinkedHashMap<>();

    private final GroupCounts groups = new GroupCounts();
    private long valuesApart;
    private AccumulatorTable numbers;
    private Duration took = Duration.ZERO;

    /**
     * @param before the walk's chunks so far; empty for a new walk
     */
    SpanTally(FusedScan scan, DistinctMemory memory, List<Chunk> before) {
        this.scan = scan;
        this.memory = memory;
        this.numbers = empty();
        before.forEach(chunk -> GroupNumbers.read(chunk.groups(), (key, number) -> {}, groups::add, groups::fill));
        before.stream()
                .flatMap(chunk -> chunk.sets().stream())
                .filter(delta -> !groups.full().contains(delta.key().accumulator()))
                .forEach(delta -> set(delta.key()).replay(delta.bytes()));
        dropFull();
    }

    /** Accumulators with too many groups, which need no more rows. */
    Set<Integer> full() {
        return groups.full();
    }

    private void dropFull() {
        for (int accumulator : groups.full()) {
            numbers.fill(accumulator);
            sets.keySet().removeIf(key -> key.accumulator() == accumulator);
            grown.removeIf(key -> key.accumulator() == accumulator);
            apart.keySet().removeIf(key -> key.accumulator() == accumulator);
        }
    }

    void add(AccumulatorTable range, Duration took) {
        numbers.addNumbers(range);
        int before = groups.full().size();
        range.full().forEach(groups::fill);
        range.groups().forEach(groups::add);
        if (groups.full().size() > before) {
            dropFull();
        }
        range.sets().forEach((key, values) -> {
            if (groups.full().contains(key.accumulator())) {
                return;
            }
            apart.computeIfAbsent(key, any -> new LongList()).addAll(values);
            valuesApart += values.count();
        });
        if (valuesApart >= Math.min(MOST_VALUES_APART, memory.ceilingBytes() / PART_APART / Long.BYTES)) {
            putIntoSets();
        }
        this.took = this.took.plus(took);
    }

    /** Time of the ranges since the last chunk; zero for none. */
    Duration took() {
        return took;
    }

    /** Makes a chunk of everything found since the last one. */
    Chunk chunk(int number, ResumeKey position) {
        putIntoSets();
        List<Chunk.SetDelta> deltas = new ArrayList<>();
        drain(grown, deltas);
        memory.keepUnder(sets.values());
        drain(sets.keySet().stream().filter(key -> set(key).isEstimated()).toList(), deltas);
        Chunk chunk =
                new Chunk(number, position.text(), numbers.numbersAsJson(), numbers.groupsAsBytes(), deltas, took);
        grown.clear();
        numbers = empty();
        groups.full().forEach(numbers::fill);
        took = Duration.ZERO;
        return chunk;
    }

    private void putIntoSets() {
        apart.forEach((key, values) -> set(key).addAll(values));
        grown.addAll(apart.keySet());
        apart.clear();
        valuesApart = 0;
    }

    private void drain(Collection<AccumulatorKey> keys, List<Chunk.SetDelta> into) {
        for (AccumulatorKey key : keys) {
            byte[] delta = set(key).drainDelta();
            if (delta.length > 0) {
                into.add(new Chunk.SetDelta(key, delta));
            }
        }
    }

    private AccumulatorTable empty() {
        return new AccumulatorTable(scan, LongList::new);
    }

    private DistinctSet set(AccumulatorKey key) {
        return sets.computeIfAbsent(key, any -> new DistinctSet());
    }
}
