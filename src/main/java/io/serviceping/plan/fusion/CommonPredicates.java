package io.serviceping.plan.fusion;

import io.serviceping.plan.query.Fragment;
import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.query.Predicate;
import io.serviceping.plan.scan.MetricAggregate;
import io.serviceping.plan.scan.WindowColumn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The conditions common to all metrics of a statement: its WHERE.
 *
 * @param window the windows, where all are on the same column
 * @param asOf the end of the windows
 */
record CommonPredicates(List<Predicate> predicates, Optional<TimeBuckets> window, Instant asOf) {
    static CommonPredicates of(List<MetricAggregate> metrics, Instant asOf) {
        Set<Predicate> shared = new LinkedHashSet<>(metrics.get(0).query().predicates());
        metrics.forEach(aggregate -> shared.retainAll(aggregate.query().predicates()));
        Optional<WindowColumn> column = metrics.get(0).window();
        boolean everywhere =
                metrics.stream().allMatch(aggregate -> aggregate.window().equals(column));
        return new CommonPredicates(
                List.copyOf(shared),
                column.filter(one -> everywhere).map(one -> TimeBuckets.of(one, metrics, asOf)),
                asOf);
    }

    /** The metric's predicates that are not common. */
    List<Predicate> beyond(MetricAggregate aggregate) {
        return aggregate.query().predicates().stream()
                .filter(predicate -> !predicates.contains(predicate))
                .toList();
    }

    /** The metric's conditions that the WHERE does not contain, including its window. */
    List<Fragment> guards(MetricAggregate aggregate) {
        List<Fragment> guards = new ArrayList<>();
        int days = aggregate.metric().timeFrame().days();
        aggregate
                .window()
                .filter(column ->
                        window.filter(widest -> widest.days().get(0) == days).isEmpty())
                .ifPresent(column -> guards.add(TimeBuckets.within(column, asOf, days)));
        beyond(aggregate).forEach(predicate -> guards.add(predicate.fragment()));
        return guards;
    }

    List<String> conditions() {
        List<String> conditions = new ArrayList<>();
        window.ifPresent(buckets -> conditions.add(buckets.widest().sql()));
        predicates.forEach(predicate -> conditions.add(predicate.sql()));
        return conditions;
    }

    List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        window.ifPresent(buckets -> parameters.addAll(buckets.widest().parameters()));
        predicates.forEach(predicate -> parameters.addAll(predicate.parameters()));
        return parameters;
    }
}
