package io.serviceping.plan.fusion;

import io.serviceping.plan.aggregate.AccumulatorKind;
import io.serviceping.plan.query.Aggregate;
import io.serviceping.plan.query.Fragment;
import io.serviceping.plan.scan.MetricAggregate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An aggregate of a statement.
 *
 * @param argument the expression; empty for counted rows, and for distinct values that come with masks; for such as come
 *     packed their 64-bit key
 * @param filters conditions that the cells do not decide, joined by AND; sorted
 */
record StatementAggregate(AccumulatorKind kind, Fragment argument, List<Fragment> filters) {
    StatementAggregate {
        filters = List.copyOf(filters);
    }

    /** What a metric's aggregate accumulates. */
    static List<StatementAggregate> of(
            MetricAggregate asked, CommonPredicates common, List<Fragment> filters, Optional<String> packedKey) {
        Aggregate aggregate = asked.aggregate();
        String plain = packedKey.orElseGet(() -> aggregate.function().accumulated(aggregate.argument()));
        boolean hasNone = plain.isEmpty() || (aggregate.isDistinct() && packedKey.isEmpty());
        Fragment argument = hasNone
                ? Fragment.NONE
                : asked.shape().guarded() ? guarded(plain, common.guards(asked)) : Fragment.of(plain);
        return aggregate.function().accumulators().stream()
                .map(kind -> new StatementAggregate(kind, argument, filters))
                .toList();
    }

    /** The number of rows behind the same filters, which says whether a group is there at all. */
    StatementAggregate presence() {
        return new StatementAggregate(AccumulatorKind.COUNT, Fragment.NONE, filters);
    }

    /** {@code sum(a / b)} must not see the rows that the metric's own conditions keep from it. */
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
