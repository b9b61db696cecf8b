package io.serviceping.count.accumulator;

import io.serviceping.count.distinct.DistinctAccumulator;
import io.serviceping.count.result.AnswerReader;
import io.serviceping.count.result.Outcome;
import io.serviceping.plan.aggregate.AggregateFunction.AccumulatorKind;
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
 * The accumulators of a fused scan, for some ranges or the whole source. To be able to retry a range, fill a separate
 * table and {@link #add} it when all statements have been read. Not thread-safe.
 */
public final class AccumulatorTable {
    private final FusedScan scan;
    private final Supplier<? extends DistinctAccumulator> newSet;
    private final Map<AccumulatorKey, Number> numbers = new HashMap<>();
    private final Map<AccumulatorKey, DistinctAccumulator> sets = new HashMap<>();
    /** Groups that have a row, even with a NULL sum or an empty set. */
    private final Set<AccumulatorKey> groups = new HashSet<>();
    /** Number of groups per accumulator. */
    private final Map<Integer, Integer> groupsOf = new HashMap<>();
    /** Accumulators with too many groups; their values are not kept. */
    private final Set<Integer> full = new HashSet<>();

    public AccumulatorTable(FusedScan scan, Supplier<? extends DistinctAccumulator> newSet) {
        this.scan = scan;
        this.newSet = newSet;
    }

    /** Adds one statement's result for one range; returns the number of its rows. */
    public long addRows(FusedStatement statement, ResultSet rows) throws SQLException {
        RowReader reader = new RowReader(this, statement.layout());
        long read = 0;
        while (rows.next()) {
            reader.read(rows);
            read++;
        }
        return read;
    }

    /** A lower bound for the number of table rows that the statements saw. */
    public long rowsSeen() {
        long most = 0;
        for (FusedStatement statement : scan.statements()) {
            for (AnswerLayout.Output output : statement.layout().outputs()) {
                Set<Integer> accumulators = new HashSet<>(output.accumulators());
                switch (output.kind()) {
                    case COUNT -> most = Math.max(most, total(numbers, accumulators, Number::longValue));
                    case SET -> most = Math.max(most, total(sets, accumulators, DistinctAccumulator::count));
                    default -> {}
                }
            }
        }
        return most;
    }

    private static <T> long total(Map<AccumulatorKey, T> of, Set<Integer> accumulators, ToLongFunction<T> count) {
        return of.entrySet().stream()
                .filter(entry -> accumulators.contains(entry.getKey().accumulator()))
                .mapToLong(entry -> count.applyAsLong(entry.getValue()))
                .sum();
    }

    /** Adds another table of the same scan, which does not change. */
    public void add(AccumulatorTable other) {
        addNumbers(other);
        other.sets.forEach((key, set) -> set(key).addAll(set));
    }

    /** As {@link #add}, without the sets. */
    public void addNumbers(AccumulatorTable other) {
        other.full.forEach(this::fill);
        other.numbers.forEach(this::add);
        other.groups.forEach(this::addGroup);
    }

    public Outcome outcome(PlannedMetric metric) {
        return outcome(metric, Map.of());
    }

    /**
     * The metric's outcome.
     *
     * @param sketches distinct values that are not rows, by the group's key
     */
    public Outcome outcome(PlannedMetric metric, Map<@Nullable String, ? extends DistinctAccumulator> sketches) {
        FinalAggregation aggregation = new FinalAggregation(this, scan, sketches);
        Outcome outcome = aggregation.outcome(metric);
        double error = aggregation.standardError(metric);
        return outcome instanceof Outcome.Counted counted && error > 0
                ? new Outcome.Estimated(counted.value(), error)
                : outcome;
    }

    /** The numbers for a checkpoint, without groups. */
    public String numbersAsJson() {
        Map<AccumulatorKey, Number> plain = new HashMap<>(numbers);
        plain.keySet().removeAll(groups);
        return AccumulatorJson.write(plain);
    }

    /** The groups for a checkpoint, without sets. */
    public byte[] groupsAsBytes() {
        return GroupNumbers.write(numbers, groups, full);
    }

    /** Adds numbers that {@link #numbersAsJson} wrote {@code weeks} weeks ago. */
    public void addNumbers(String json, long weeks) {
        AccumulatorJson.read(json, (key, number) -> later(key, weeks).ifPresent(now -> add(now, number)));
    }

    /** Adds groups that {@link #groupsAsBytes} wrote {@code weeks} weeks ago. */
    public void addGroups(byte[] bytes, long weeks) {
        GroupNumbers.read(
                bytes,
                (key, number) -> later(key, weeks).ifPresent(now -> add(now, number)),
                key -> later(key, weeks).ifPresent(this::addGroup),
                accumulator ->
                        later(new AccumulatorKey(accumulator, null), weeks).ifPresent(now -> fill(now.accumulator())));
    }

    /** The present key of a value stored {@code weeks} weeks ago. Empty: the value is in no time frame any more. */
    public Optional<AccumulatorKey> later(AccumulatorKey key, long weeks) {
        int accumulator = scan.later(key.accumulator(), weeks);
        return accumulator == AnswerLayout.Output.NONE
                ? Optional.empty()
                : Optional.of(new AccumulatorKey(accumulator, key.group()));
    }

    /** The sets, unmodifiable. */
    public Map<AccumulatorKey, DistinctAccumulator> sets() {
        return java.util.Collections.unmodifiableMap(sets);
    }

    void add(AccumulatorKey key, Number number) {
        if (!isFull(key.accumulator())) {
            numbers.merge(key, number, (one, other) -> kind(key).combine(one, other));
        }
    }

    void addGroup(AccumulatorKey key) {
        if (!isFull(key.accumulator())
                && groups.add(key)
                && groupsOf.merge(key.accumulator(), 1, Integer::sum) > AnswerReader.MOST_GROUPS_READ) {
            fill(key.accumulator());
        }
    }

    /** Returns a key's set; with too many groups, a set that is not kept. */
    public DistinctAccumulator set(AccumulatorKey key) {
        return isFull(key.accumulator()) ? newSet.get() : sets.computeIfAbsent(key, any -> newSet.get());
    }

    /**
     * Marks that an accumulator has too many groups: its values are dropped, later ones ignored, and its metrics have
     * no value.
     */
    public void fill(int accumulator) {
        if (full.add(accumulator)) {
            numbers.keySet().removeIf(key -> key.accumulator() == accumulator);
            sets.keySet().removeIf(key -> key.accumulator() == accumulator);
            groups.removeIf(key -> key.accumulator() == accumulator);
        }
    }

    public boolean isFull(int accumulator) {
        return !full.isEmpty() && full.contains(accumulator);
    }

    public Set<Integer> full() {
        return full;
    }

    @Nullable
    Number number(AccumulatorKey key) {
        return numbers.get(key);
    }

    Optional<DistinctAccumulator> existingSet(AccumulatorKey key) {
        return Optional.ofNullable(sets.get(key));
    }

    public Set<AccumulatorKey> groups() {
        return groups;
    }

    DistinctAccumulator emptySet() {
        return newSet.get();
    }

    private AccumulatorKind kind(AccumulatorKey key) {
        return scan.accumulators().get(key.accumulator()).kind();
    }
}
