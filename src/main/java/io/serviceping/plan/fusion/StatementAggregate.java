package io.serviceping.plan.fusion;

import io.serviceping.plan.aggregate.AggregateFunction.AccumulatorKind;
import io.serviceping.plan.query.Aggregate;
import io.serviceping.plan.query.Fragment;
import io.serviceping.plan.scan.MetricAggregate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An aggregate of a statement.
 *
 * @param argument the expression; for packed distinct values, their 64-bit key. Empty: rows are counted, or distinct
 *     values come with masks
 * @param filters conditions that the cells do not decide, joined by AND; sorted
 */
record StatementAggregate(AccumulatorKind kind, Fragment argument, List<Fragment> filters) {
    StatementAggregate {
        filters = List.copyOf(filters);
    }

    /** The statement's aggregates for a metric's aggregate. */
    static List<StatementAggregate> of(
            MetricAggregate metricAggregate,
            CommonPredicates common,
            List<Fragment> filters,
            Optional<String> packedKey) {
        Aggregate aggregate = metricAggregate.aggregate();
        String plain = packedKey.orElseGet(() -> aggregate.function().accumulated(aggregate.argument()));
        boolean hasNone = plain.isEmpty() || (aggregate.isDistinct() && packedKey.isEmpty());
        Fragment argument = hasNone
                ? Fragment.NONE
                : metricAggregate.query().guarded()
                        ? guarded(plain, common.guards(metricAggregate))
                        : Fragment.of(plain);
        return aggregate.function().accumulators().stream()
                .map(kind -> new StatementAggregate(kind, argument, filters))
                .toList();
    }

    /** The count of rows with the same filters. It shows whether a group exists. */
    StatementAggregate presence() {
        return new StatementAggregate(AccumulatorKind.COUNT, Fragment.NONE, filters);
    }

    /** An argument such as {@code a / b} must not be computed for rows that the metric's conditions exclude. */
    private static Fragment guarded(String argument, List<Fragment> guards) {
        return guards.isEmpty()
                ? Fragment.of(argument)
                : new Fragment(
                        guards.stream()
                                .map(Fragment::sql)
                                .collect(Collectors.joining(" and ", "case when ", " then " + argument + " end")),
                        guards.stream()
                                .flatMap(guard -> guard.parameters().stream())
                                .toList());
    }
}
