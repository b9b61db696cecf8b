package io.serviceping.plan;

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
record Column(Slot.Kind kind, Fragment argument, List<Fragment> filters) {
    Column {
        filters = List.copyOf(filters);
    }

    /** The aggregates a metric needs; for an average the sum, then the number of values. */
    static List<Column> of(AskedPart asked, Common common, List<Fragment> filters, Optional<String> packedKey) {
        String plain = packedKey.orElse(asked.aggregate().argument());
        Fragment argument = asked.shape().guarded() ? guarded(plain, common.guards(asked)) : Fragment.of(plain);
        return switch (asked.aggregate().function()) {
            case COUNT_ROWS -> List.of(new Column(Slot.Kind.COUNT, Fragment.NONE, filters));
            case COUNT -> List.of(new Column(Slot.Kind.COUNT, argument, filters));
            case COUNT_DISTINCT ->
                List.of(new Column(Slot.Kind.SET, packedKey.isEmpty() ? Fragment.NONE : argument, filters));
            case SUM -> List.of(new Column(Slot.Kind.SUM, argument, filters));
            case AVG ->
                List.of(new Column(Slot.Kind.SUM, argument, filters), new Column(Slot.Kind.COUNT, argument, filters));
            case MIN -> List.of(new Column(Slot.Kind.MIN, argument, filters));
            case MAX -> List.of(new Column(Slot.Kind.MAX, argument, filters));
        };
    }

    /** The number of rows behind the same filters, which says whether a group is there at all. */
    Column presence() {
        return new Column(Slot.Kind.COUNT, Fragment.NONE, filters);
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
