package io.serviceping.count;

import io.serviceping.plan.FusedScan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a walk has found: the distinct sets so far, and of all else what no chunk has had yet. */
final class Tally {
    private final FusedScan scan;
    private final SetMemory memory;
    private final Map<Place, DistinctSet> sets = new HashMap<>();
    private final Set<Place> grown = new LinkedHashSet<>();
    private SlotTable numbers;
    private Duration took = Duration.ZERO;

    /**
     * The tally of a walk that begins, or goes on.
     *
     * @param before the walk's chunks so far
     */
    Tally(FusedScan scan, SetMemory memory, List<Chunk> before) {
        this.scan = scan;
        this.memory = memory;
        this.numbers = empty();
        before.stream()
                .flatMap(chunk -> chunk.sets().stream())
                .forEach(delta -> set(delta.place()).replay(delta.bytes()));
    }

    void add(SlotTable range, Duration took) {
        numbers.addNumbers(range);
        range.sets().forEach((place, values) -> {
            set(place).addAll(values);
            grown.add(place);
        });
        this.took = this.took.plus(took);
    }

    /** How long the ranges took that no chunk has had yet; zero when there is none. */
    Duration took() {
        return took;
    }

    /** What no chunk has had yet. */
    Chunk chunk(int number, ResumeKey position) {
        List<Chunk.SetDelta> deltas = new ArrayList<>();
        drain(grown, deltas);
        memory.keepUnder(sets.values());
        drain(sets.keySet().stream().filter(place -> set(place).isEstimated()).toList(), deltas);
        Chunk chunk = new Chunk(number, position.text(), numbers.numbersAsJson(), deltas, took);
        grown.clear();
        numbers = empty();
        took = Duration.ZERO;
        return chunk;
    }

    private void drain(Collection<Place> places, List<Chunk.SetDelta> into) {
        for (Place place : places) {
            byte[] delta = set(place).drainDelta();
            if (delta.length > 0) {
                into.add(new Chunk.SetDelta(place, delta));
            }
        }
    }

    private SlotTable empty() {
        return new SlotTable(scan, ValueList::new);
    }

    private DistinctSet set(Place place) {
        return sets.computeIfAbsent(place, key -> new DistinctSet());
    }
}
