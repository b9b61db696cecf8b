package io.serviceping.plan.fusion;

import io.serviceping.plan.query.Fragment;
import io.serviceping.plan.query.Predicate;
import io.serviceping.plan.scan.MetricAggregate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One way to answer a group of metrics: cells in the GROUP BY for some conditions, filters for the rest. */
final class StatementCandidate {
    /** The most cells in a GROUP BY; each cell is a row of every range's answer. */
    static final int MOST_CELLS = 1_000;

    private final StatementGroup group;
    private final CommonPredicates common;
    private final CellIndex code;
    private final Map<StatementAggregate, List<MetricAggregate>> columns = new LinkedHashMap<>();

    StatementCandidate(StatementGroup group, CommonPredicates common, CellIndex code) {
        this.group = group;
        this.common = common;
        this.code = code;
        for (MetricAggregate aggregate : group.metrics()) {
            for (StatementAggregate column : columnsOf(aggregate)) {
                columns.computeIfAbsent(column, key -> new ArrayList<>()).add(aggregate);
                if (group.grouping().isPresent()
                        && !column.filters().isEmpty()
                        && group.distinct().isEmpty()) {
                    columns.computeIfAbsent(column.presence(), key -> new ArrayList<>());
                }
            }
        }
    }

    /** The candidate for some of its metrics; columns and cells do not change. */
    StatementCandidate of(List<MetricAggregate> some) {
        return new StatementCandidate(group.with(some), common, code.of(some));
    }

    StatementGroup group() {
        return group;
    }

    CommonPredicates common() {
        return common;
    }

    CellIndex code() {
        return code;
    }

    /** The aggregates, with the metrics that use each. */
    Map<StatementAggregate, List<MetricAggregate>> columns() {
        return columns;
    }

    List<StatementAggregate> columnsOf(MetricAggregate aggregate) {
        List<Fragment> filters = common.beyond(aggregate).stream()
                .filter(predicate -> !code.decides(predicate))
                .map(Predicate::fragment)
                .toList();
        return StatementAggregate.of(aggregate, common, filters, group.packedKey(aggregate));
    }
}
