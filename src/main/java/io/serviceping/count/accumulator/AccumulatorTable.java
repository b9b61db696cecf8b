package io.serviceping.count.accumulator;

import io.serviceping.count.distinct.DistinctAccumulator;
import io.serviceping.count.result.AnswerReader;
import io.serviceping.count.result.Outcome;
import io.serviceping.plan.aggregate.AccumulatorKind;
import io.serviceping.plan.scan.AnswerLayout;
import io.serviceping.plan.scan.FusedScan;
import io.serviceping.plan.scan.FusedStatement;
import io.serviceping.plan.scan.PlannedMetric;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The accumulators of a fused scan: what its statements said of one range, of some, or of the whole source. To retry a
 * range, keep a table for the range alone and {@link #add} it when all statements of the range have been read. Not for
 * several threads at once.
 */
public final class AccumulatorTable {
    private final FusedScan scan;
    private final Supplier<? extends DistinctAccumulator> newSet;
    private final Map<AccumulatorKey, Number> numbers = new HashMap<>();
    private final Map<AccumulatorKey, DistinctAccumulator> sets = new HashMap<>();
    /** The groups that have a row, of slots with keys: a sum may be NULL and a set empty. */
    private final Set<AccumulatorKey> groups = new HashSet<>();
    /** How many groups each slot has. */
    private final Map<Integer, Integer> groupsOf = new HashMap<>();
    /** The slots with more groups than are counted, of which nothing is kept. */
    private final Set<Integer> full = new HashSet<>();

    public AccumulatorTable(FusedScan scan, Supplier<? extends DistinctAccumulator> newSet) {
        this.scan = scan;
        this.newSet = newSet;
    }

    /** Reads all rows of one statement's answer for one range; returns how many there were. */
    public long addRows(FusedStatement statement, ResultSet rows) throws SQLException {
        RowReader reader = new RowReader(this, statement.layout());
        long read = 0;
        while (rows.next()) {
            reader.read(rows);
            read++;
        }
        return read;
    }

    /** How many rows the statements saw, as far as their counts tell; a lower bound. */
    public long rowsSeen() {
        long most = 0;
        for (FusedStatement statement : scan.statements()) {
            for (AnswerLayout.Output output : statement.layout().outputs()) {
                Set<Integer> slots = new HashSet<>(output.slots());
                switch (output.kind()) {
                    case COUNT -> most = Math.max(most, total(numbers, slots, Number::longValue));
                    case SET -> most = Math.max(most, total(sets, slots, DistinctAccumulator::count));
                    default -> {}
                }
            }
        }
        return most;
    }

    private static <T> long total(Map<AccumulatorKey, T> of, Set<Integer> slots, ToLongFunction<T> count) {
        return of.entrySet().stream()
                .filter(entry -> slots.contains(entry.getKey().slot()))
                .mapToLong(entry -> count.applyAsLong(entry.getValue()))
                .sum();
    }

    /** Merges what another table of the same scan holds, which stays as it is. */
    public void add(AccumulatorTable other) {
        addNumbers(other);
        other.sets.forEach((place, set) -> set(place).addAll(set));
    }

    /** As {@link #add}, without the sets. */
    public void addNumbers(AccumulatorTable other) {
        other.full.forEach(this::fill);
        other.numbers.forEach(this::add);
        other.groups.forEach(this::addGroup);
    }

    /** The metric's value, or why there is none. */
    public Outcome finish(PlannedMetric metric) {
        return new FinalAggregation(this, scan).outcome(metric);
    }

    /**
     * The relative standard error of the metric's value; 0 for an exact one.
     */
    public double standardError(PlannedMetric metric) {
        return new FinalAggregation(this, scan).standardError(metric);
    }

    /** What is of no group, without the sets, as JSON for a checkpoint. */
    public String numbersAsJson() {
        Map<AccumulatorKey, Number> plain = new HashMap<>(numbers);
        plain.keySet().removeAll(groups);
        return AccumulatorJson.write(plain);
    }

    /** The groups, without their sets, as bytes for a checkpoint. */
    public byte[] groupsAsBytes() {
        return GroupNumbers.write(numbers, groups, full);
    }

    /** Merges what {@link #numbersAsJson} wrote, of numbers that were found so many weeks ago. */
    public void addNumbers(String json, long weeks) {
        AccumulatorJson.read(json, (place, number) -> later(place, weeks).ifPresent(now -> add(now, number)));
    }

    /** Merges what {@link #groupsAsBytes} wrote, of groups that were found so many weeks ago. */
    public void addGroups(byte[] bytes, long weeks) {
        GroupNumbers.read(
                bytes,
                (place, number) -> later(place, weeks).ifPresent(now -> add(now, number)),
                place -> later(place, weeks).ifPresent(this::addGroup),
                slot -> later(new AccumulatorKey(slot, null), weeks).ifPresent(now -> fill(now.slot())));
    }

    /** Where belongs now what was found at that place so many weeks ago; empty for nowhere any more. */
    public Optional<AccumulatorKey> later(AccumulatorKey place, long weeks) {
        int slot = scan.later(place.slot(), weeks);
        return slot == AnswerLayout.Output.NONE ? Optional.empty() : Optional.of(new AccumulatorKey(slot, place.key()));
    }

    /** The sets of a checkpoint, by slot and key. */
    public Map<AccumulatorKey, DistinctAccumulator> sets() {
        return java.util.Collections.unmodifiableMap(sets);
    }

    void add(AccumulatorKey place, Number number) {
        if (!isFull(place.slot())) {
            numbers.merge(place, number, (one, other) -> kind(place).combine(one, other));
        }
    }

    void addGroup(AccumulatorKey place) {
        if (!isFull(place.slot())
                && groups.add(place)
                && groupsOf.merge(place.slot(), 1, Integer::sum) > AnswerReader.MOST_GROUPS_READ) {
            fill(place.slot());
        }
    }

    /** The set there; of a slot that is full, one that nobody keeps. */
    public DistinctAccumulator set(AccumulatorKey place) {
        return isFull(place.slot()) ? newSet.get() : sets.computeIfAbsent(place, key -> newSet.get());
    }

    /** A slot has more groups than are counted: it keeps nothing, now and later, and its metrics have no value. */
    public void fill(int slot) {
        if (full.add(slot)) {
            numbers.keySet().removeIf(place -> place.slot() == slot);
            sets.keySet().removeIf(place -> place.slot() == slot);
            groups.removeIf(place -> place.slot() == slot);
        }
    }

    public boolean isFull(int slot) {
        return !full.isEmpty() && full.contains(slot);
    }

    public Set<Integer> full() {
        return full;
    }

    @Nullable
    Number number(AccumulatorKey place) {
        return numbers.get(place);
    }

    Optional<DistinctAccumulator> existingSet(AccumulatorKey place) {
        return Optional.ofNullable(sets.get(place));
    }

    public Set<AccumulatorKey> groups() {
        return groups;
    }

    DistinctAccumulator emptySet() {
        return newSet.get();
    }

    private AccumulatorKind kind(AccumulatorKey place) {
        return scan.slots().get(place.slot()).kind();
    }
}
