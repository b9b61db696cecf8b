package io.serviceping.count;

import io.serviceping.plan.Aggregate;
import io.serviceping.plan.Division;
import io.serviceping.plan.FusedAnswer;
import io.serviceping.plan.FusedScan;
import io.serviceping.plan.PlannedMetric;
import io.serviceping.plan.Slot;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes metrics' values of a slot table, with the same bounds as {@link AnswerReader}. */
final class SlotAnswer {
    /** Takes what the groups beyond the largest have together. */
    static final String OTHER = "other";

    private static final int MOST_DIGITS = 1_000;

    private final SlotTable table;
    private final FusedScan scan;

    SlotAnswer(SlotTable table, FusedScan scan) {
        this.table = table;
        this.scan = scan;
    }

    Outcome outcome(PlannedMetric metric) {
        FusedAnswer answer = answer(metric);
        try {
            return new Outcome.Counted(answer.keyed() ? object(answer) : value(answer, Collections.singleton(null)));
        } catch (AnswerReader.UnexpectedAnswer e) {
            return new Outcome.Unavailable(Outcome.Why.ERROR, String.valueOf(e.getMessage()), null);
        }
    }

    double standardError(PlannedMetric metric) {
        FusedAnswer answer = answer(metric);
        if (answer.function() != Aggregate.Function.COUNT_DISTINCT) {
            return 0;
        }
        Set<@Nullable String> keys = answer.keyed() ? keys(answer) : Collections.singleton(null);
        return parts(answer.slots(), keys).stream()
                .mapToDouble(DistinctAccumulator::standardError)
                .max()
                .orElse(0);
    }

    private FusedAnswer answer(PlannedMetric metric) {
        FusedAnswer answer = scan.answers().get(metric);
        if (answer == null) {
            throw new IllegalArgumentException("metric must be of the scan but was " + metric.keyPath());
        }
        return answer;
    }

    private MetricValue object(FusedAnswer answer) throws AnswerReader.UnexpectedAnswer {
        Map<String, @Nullable String> keyOf = new HashMap<>();
        List<Map.Entry<String, MetricValue>> ranked = new ArrayList<>();
        for (String key : keys(answer)) {
            String name = key == null ? "null" : AnswerReader.sendable(key);
            if (keyOf.containsKey(name)) {
                throw new AnswerReader.UnexpectedAnswer("two rows with the same key");
            }
            keyOf.put(name, key);
            ranked.add(Map.entry(name, value(answer, Collections.singleton(key))));
        }
        ranked.sort(GroupRanking.LARGEST_FIRST);
        Map<String, MetricValue> values = new LinkedHashMap<>();
        if (ranked.size() <= AnswerReader.MOST_GROUPS) {
            ranked.forEach(group -> values.put(group.getKey(), group.getValue()));
            return new MetricValue.Grouped(values);
        }
        ranked.stream()
                .filter(group -> !group.getKey().equals(OTHER))
                .limit(AnswerReader.MOST_GROUPS - 1)
                .forEach(group -> values.put(group.getKey(), group.getValue()));
        Set<@Nullable String> rest = new HashSet<>();
        ranked.stream()
                .filter(group -> !values.containsKey(group.getKey()))
                .forEach(group -> rest.add(keyOf.get(group.getKey())));
        values.put(OTHER, value(answer, rest));
        return new MetricValue.Grouped(values);
    }

    private Set<@Nullable String> keys(FusedAnswer answer) {
        Set<@Nullable String> keys = new HashSet<>();
        Set<Integer> slots = Set.copyOf(answer.slots());
        table.groups().stream().filter(place -> slots.contains(place.slot())).forEach(place -> keys.add(place.key()));
        return keys;
    }

    private MetricValue value(FusedAnswer answer, Collection<@Nullable String> keys)
            throws AnswerReader.UnexpectedAnswer {
        if (answer.function() == Aggregate.Function.COUNT_DISTINCT) {
            return MetricValue.Numeric.of(together(parts(answer.slots(), keys)));
        }
        Optional<BigDecimal> number = number(answer.slots(), keys);
        if (number.isEmpty()) {
            return isCount(answer.function()) ? MetricValue.Numeric.of(0) : new MetricValue.Null();
        }
        Optional<Division> division = answer.division();
        return new MetricValue.Numeric(
                division.isEmpty()
                        ? number.get()
                        : Averages.divide(
                                number.get(), number(answer.counts(), keys).orElse(BigDecimal.ONE), division.get()));
    }

    private Optional<BigDecimal> number(List<Integer> slots, Collection<@Nullable String> keys)
            throws AnswerReader.UnexpectedAnswer {
        Number merged = null;
        for (int slot : slots) {
            Slot.Kind kind = scan.slots().get(slot).kind();
            for (String key : keys) {
                Number part = table.number(new Place(slot, key));
                merged = merged == null || part == null
                        ? (part == null ? merged : part)
                        : ExactNumbers.merge(kind, merged, part);
            }
        }
        if (merged instanceof Double) {
            throw new AnswerReader.UnexpectedAnswer("not a finite number");
        } else if (merged instanceof BigDecimal exact
                && (exact.precision() > MOST_DIGITS || Math.abs((long) exact.scale()) > MOST_DIGITS)) {
            throw new AnswerReader.UnexpectedAnswer("a number of more than " + MOST_DIGITS + " digits");
        }
        return Optional.ofNullable((BigDecimal) merged);
    }

    private List<DistinctAccumulator> parts(List<Integer> slots, Collection<@Nullable String> keys) {
        List<DistinctAccumulator> parts = new ArrayList<>();
        for (int slot : slots) {
            for (String key : keys) {
                table.existingSet(new Place(slot, key)).ifPresent(parts::add);
            }
        }
        return parts;
    }

    /** The largest is not copied: it is most of the memory, and most of the time. */
    private long together(List<DistinctAccumulator> parts) {
        if (parts.size() < 2) {
            return parts.isEmpty() ? 0 : parts.get(0).count();
        }
        List<DistinctAccumulator> ascending = new ArrayList<>(parts);
        ascending.sort(Comparator.comparingLong(DistinctAccumulator::count));
        DistinctAccumulator largest = ascending.remove(ascending.size() - 1);
        if (ascending.size() == 1) {
            return largest.countWith(ascending.get(0));
        }
        DistinctAccumulator rest = table.emptySet();
        ascending.forEach(rest::addAll);
        return largest.countWith(rest);
    }

    private static boolean isCount(Aggregate.Function function) {
        return function == Aggregate.Function.COUNT_ROWS || function == Aggregate.Function.COUNT;
    }
}
