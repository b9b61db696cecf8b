package io.serviceping.plan.fusion;

import io.serviceping.plan.query.Fragment;
import io.serviceping.plan.query.Predicate;
import io.serviceping.plan.scan.MetricAggregate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One way to answer a family: what the cells decide is grouped, the rest are filters. */
final class StatementCandidate {
    /** More cells than this are not grouped: each is a row of every range's answer. */
    static final int MOST_CELLS = 1_000;

    private final StatementGroup family;
    private final CommonPredicates common;
    private final CellIndex code;
    private final Map<StatementAggregate, List<MetricAggregate>> columns = new LinkedHashMap<>();
    private final double cost;

    StatementCandidate(StatementGroup family, CommonPredicates common, CellIndex code) {
        this.family = family;
        this.common = common;
        this.code = code;
        for (MetricAggregate asked : family.metrics()) {
            for (StatementAggregate column : columnsOf(asked)) {
                columns.computeIfAbsent(column, key -> new ArrayList<>()).add(asked);
                if (family.grouping().isPresent()
                        && !column.filters().isEmpty()
                        && family.distinct().isEmpty()) {
                    columns.computeIfAbsent(column.presence(), key -> new ArrayList<>());
                }
            }
        }
        this.cost = RowCost.nanos(code, columns.keySet());
    }

    /** The same for some of its metrics: their columns, and the cells they are in, are what they were. */
    StatementCandidate of(List<MetricAggregate> some) {
        return new StatementCandidate(family.with(some), common, code.of(some));
    }

    StatementGroup family() {
        return family;
    }

    CommonPredicates common() {
        return common;
    }

    CellIndex code() {
        return code;
    }

    /** The aggregates and the metrics that use each. */
    Map<StatementAggregate, List<MetricAggregate>> columns() {
        return columns;
    }

    double cost() {
        return cost;
    }

    List<StatementAggregate> columnsOf(MetricAggregate asked) {
        List<Fragment> filters = common.beyond(asked).stream()
                .filter(predicate -> !code.decides(predicate))
                .map(Predicate::fragment)
                .toList();
        return StatementAggregate.of(asked, common, filters, family.packedKey(asked));
    }
}
