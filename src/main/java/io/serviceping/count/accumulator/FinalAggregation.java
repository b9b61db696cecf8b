package io.serviceping.count.accumulator;

import io.serviceping.count.distinct.DistinctAccumulator;
import io.serviceping.count.result.AnswerReader;
import io.serviceping.count.result.GroupRanking;
import io.serviceping.count.result.MetricValue;
import io.serviceping.count.result.Outcome;
import io.serviceping.plan.aggregate.AggregateFunction.AccumulatorKind;
import io.serviceping.plan.scan.FusedAnswer;
import io.serviceping.plan.scan.FusedScan;
import io.serviceping.plan.scan.PlannedMetric;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Computes metrics' values from an accumulator table, with the limits of {@link AnswerReader}. */
final class FinalAggregation {
    private final AccumulatorTable table;
    private final FusedScan scan;
    /** Distinct values that are not rows, by the group's key. */
    private final Map<@Nullable String, DistinctAccumulator> sketches;

    FinalAggregation(
            AccumulatorTable table, FusedScan scan, Map<@Nullable String, ? extends DistinctAccumulator> sketches) {
        this.table = table;
        this.scan = scan;
        this.sketches = new HashMap<>(sketches);
    }

    Outcome outcome(PlannedMetric metric) {
        FusedAnswer answer = answer(metric);
        try {
            return new Outcome.Counted(answer.keyed() ? object(answer) : value(answer, Collections.singleton(null)));
        } catch (AnswerReader.UnexpectedAnswer e) {
            return e.outcome();
        }
    }

    double standardError(PlannedMetric metric) {
        FusedAnswer answer = answer(metric);
        Set<@Nullable String> keys = answer.keyed() ? keys(answer) : Collections.singleton(null);
        return parts(answer.accumulators(), keys).stream()
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
        if (answer.accumulators().stream().anyMatch(table::isFull)
                || keys(answer).size() > AnswerReader.MOST_GROUPS_READ) {
            throw new AnswerReader.UnexpectedAnswer(AnswerReader.TOO_MANY_GROUPS);
        }
        // Like the database, reports a failing expression before an invalid key.
        Map<@Nullable String, MetricValue> valueOf = new HashMap<>();
        for (String key : keys(answer)) {
            valueOf.put(key, value(answer, Collections.singleton(key)));
        }
        return GroupRanking.largestFirst(valueOf, keys -> together(answer, keys));
    }

    /** The rest is not a group of the metric: if its value fails, the metric still has a value. */
    private Optional<MetricValue> together(FusedAnswer answer, Set<@Nullable String> keys) {
        try {
            return Optional.of(value(answer, keys));
        } catch (AnswerReader.UnexpectedAnswer e) {
            return Optional.empty();
        }
    }

    private Set<@Nullable String> keys(FusedAnswer answer) {
        Set<@Nullable String> keys = new HashSet<>(sketches.keySet());
        Set<Integer> accumulators = answer.accumulators();
        table.groups().stream()
                .filter(key -> accumulators.contains(key.accumulator()))
                .forEach(key -> keys.add(key.group()));
        return keys;
    }

    private MetricValue value(FusedAnswer answer, Collection<@Nullable String> keys)
            throws AnswerReader.UnexpectedAnswer {
        List<@Nullable Number> aggregates = new ArrayList<>();
        for (FusedAnswer.Part part : answer.parts()) {
            aggregates.add(aggregate(part, keys));
        }
        return new FinalExpressionEvaluator(aggregates).value(answer.finalExpression());
    }

    private @Nullable Number aggregate(FusedAnswer.Part part, Collection<@Nullable String> keys) {
        List<AccumulatorKind> kinds = part.function().accumulators();
        List<@Nullable Number> accumulated = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            List<Integer> accumulators = part.accumulators().get(i);
            accumulated.add(
                    kinds.get(i) == AccumulatorKind.SET
                            ? BigDecimal.valueOf(together(parts(accumulators, keys)))
                            : number(kinds.get(i), accumulators, keys));
        }
        return part.function().value(accumulated, part.division());
    }

    private @Nullable Number number(
            AccumulatorKind kind, List<Integer> accumulators, Collection<@Nullable String> keys) {
        Number merged = null;
        for (int accumulator : accumulators) {
            for (String key : keys) {
                Number part = table.number(new AccumulatorKey(accumulator, key));
                merged = merged == null || part == null ? (part == null ? merged : part) : kind.combine(merged, part);
            }
        }
        return merged;
    }

    private List<DistinctAccumulator> parts(Collection<Integer> accumulators, Collection<@Nullable String> keys) {
        List<DistinctAccumulator> parts = new ArrayList<>();
        for (int accumulator : accumulators) {
            for (String key : keys) {
                table.existingSet(new AccumulatorKey(accumulator, key)).ifPresent(parts::add);
            }
        }
        keys.stream().filter(sketches::containsKey).map(sketches::get).forEach(parts::add);
        return parts;
    }

    /** Does not copy the largest set, which takes most of the memory and often holds most of the values. */
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
}
