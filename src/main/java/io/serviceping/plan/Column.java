package io.serviceping.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * An aggregate of a statement.
 *
 * @param argument the expression; empty for counted rows and for distinct values
 * @param filters conditions that the cells do not decide, joined by AND; sorted
 */
record Column(Slot.Kind kind, String argument, List<String> filters) {
    Column {
        filters = List.copyOf(filters);
    }

    /** The aggregates a metric needs; for an average the sum, then the number of values. */
    static List<Column> of(Asked asked, Common common, List<String> filters) {
        String argument = guarded(asked, common);
        return switch (asked.aggregate().function()) {
            case COUNT_ROWS -> List.of(new Column(Slot.Kind.COUNT, "", filters));
            case COUNT -> List.of(new Column(Slot.Kind.COUNT, argument, filters));
            case COUNT_DISTINCT -> List.of(new Column(Slot.Kind.SET, "", filters));
            case SUM -> List.of(new Column(Slot.Kind.SUM, argument, filters));
            case AVG ->
                List.of(new Column(Slot.Kind.SUM, argument, filters), new Column(Slot.Kind.COUNT, argument, filters));
            case MIN -> List.of(new Column(Slot.Kind.MIN, argument, filters));
            case MAX -> List.of(new Column(Slot.Kind.MAX, argument, filters));
        };
    }

    /** The number of rows behind the same filters, which says whether a group is there at all. */
    Column presence() {
        return new Column(Slot.Kind.COUNT, "", filters);
    }

    /** {@code sum(a / b)} must not see the rows that the metric's own WHERE keeps from it. */
    private static String guarded(Asked asked, Common common) {
        String argument = asked.aggregate().argument();
        List<String> guards = new ArrayList<>();
        common.beyond(asked).forEach(predicate -> guards.add(predicate.sql()));
        return guards.isEmpty() || argument.chars().noneMatch(c -> "(/%:".indexOf(c) >= 0)
                ? argument
                : "case when " + String.join(" and ", guards) + " then " + argument + " end";
    }
}
