package io.serviceping.plan.fusion;

import io.serviceping.plan.aggregate.AggregateFunction.AccumulatorKind;
import io.serviceping.plan.query.Fragment;
import io.serviceping.plan.query.Predicate;
import io.serviceping.plan.scan.MetricAggregate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the ways to answer a group cost. A search compares more than a hundred ways for up to a thousand metrics, so
 * here aggregates and conditions are numbers, and no {@link StatementCandidate} is made.
 */
final class CandidateCosts {
    /**
     * An aggregate of a statement.
     *
     * @param number equal for equal kinds and arguments
     * @param conditions the numbers of its filters, in their order
     */
    record Use(int number, AccumulatorKind kind, boolean hasArgument, List<Integer> conditions) {}

    private record Wanted(int number, StatementAggregate aggregate, List<Integer> predicates) {
        Use with(List<Integer> conditions) {
            return new Use(number, aggregate.kind(), !aggregate.argument().isEmpty(), conditions);
        }
    }

    private final Map<Predicate, Integer> predicates = new LinkedHashMap<>();
    private final List<Integer> conditions = new ArrayList<>();
    private final List<List<Integer>> ofMetrics = new ArrayList<>();
    private final List<Wanted> wanted = new ArrayList<>();
    private final List<Wanted> presence = new ArrayList<>();
    private final IdentityHashMap<Dimension, BitSet> decided = new IdentityHashMap<>();

    CandidateCosts(StatementGroup group, CommonPredicates common) {
        Map<Fragment, Integer> fragments = new HashMap<>();
        Map<StatementAggregate, Integer> numbers = new HashMap<>();
        for (MetricAggregate metricAggregate : group.metrics()) {
            List<Integer> beyond = new ArrayList<>();
            for (Predicate predicate : common.beyond(metricAggregate)) {
                beyond.add(predicates.computeIfAbsent(predicate, key -> {
                    conditions.add(fragments.computeIfAbsent(predicate.fragment(), one -> fragments.size()));
                    return predicates.size();
                }));
            }
            ofMetrics.add(beyond);
            for (StatementAggregate column :
                    StatementAggregate.of(metricAggregate, common, List.of(), group.packedKey(metricAggregate))) {
                wanted.add(wanted(column, beyond, numbers));
                if (group.grouping().isPresent() && group.distinct().isEmpty()) {
                    presence.add(wanted(column.presence(), beyond, numbers));
                }
            }
        }
    }

    private static Wanted wanted(
            StatementAggregate column, List<Integer> beyond, Map<StatementAggregate, Integer> numbers) {
        return new Wanted(numbers.computeIfAbsent(column, key -> numbers.size()), column, beyond);
    }

    /** How many metrics have a condition that the dimension decides. */
    long uses(Dimension dimension) {
        BitSet some = decidedBy(dimension);
        return ofMetrics.stream()
                .filter(beyond -> beyond.stream().anyMatch(some::get))
                .count();
    }

    /** The cost of a statement with these cells. */
    double nanos(CellIndex code) {
        BitSet cells = new BitSet();
        code.dimensions().forEach(dimension -> cells.or(decidedBy(dimension)));
        Set<Use> uses = new LinkedHashSet<>();
        for (int i = 0; i < wanted.size(); i++) {
            List<Integer> filters = filters(wanted.get(i), cells);
            uses.add(wanted.get(i).with(filters));
            if (!presence.isEmpty() && !filters.isEmpty()) {
                uses.add(presence.get(i).with(filters));
            }
        }
        return RowCost.nanos(code, uses);
    }

    private List<Integer> filters(Wanted one, BitSet cells) {
        List<Integer> filters = new ArrayList<>();
        for (int predicate : one.predicates()) {
            if (!cells.get(predicate)) {
                filters.add(conditions.get(predicate));
            }
        }
        return filters;
    }

    private BitSet decidedBy(Dimension dimension) {
        return decided.computeIfAbsent(dimension, key -> {
            BitSet some = new BitSet();
            predicates.forEach((predicate, number) -> some.set(number, dimension.decides(predicate)));
            return some;
        });
    }

    /** How often conditions are asked. */
    static long distinctConditions(Collection<Use> uses) {
        return uses.stream().mapToLong(use -> use.conditions().size()).sum();
    }

    /** How many conditions are asked, each counted once. */
    static long distinct(Collection<Use> uses) {
        BitSet distinct = new BitSet();
        uses.forEach(use -> use.conditions().forEach(distinct::set));
        return distinct.cardinality();
    }
}
