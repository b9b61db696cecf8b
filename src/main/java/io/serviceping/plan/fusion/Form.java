package io.serviceping.plan.fusion;

import io.serviceping.plan.query.Fragment;
import io.serviceping.plan.query.Predicate;
import io.serviceping.plan.scan.AskedPart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One way to answer a family: what the cells decide is grouped, the rest are filters. */
final class Form {
    /** More cells than this are not grouped: each is a row of every range's answer. */
    static final int MOST_CELLS = 1_000;

    private final Family family;
    private final Common common;
    private final CellCode code;
    private final Map<Column, List<AskedPart>> columns = new LinkedHashMap<>();
    private final double cost;

    Form(Family family, Common common, CellCode code) {
        this.family = family;
        this.common = common;
        this.code = code;
        for (AskedPart asked : family.metrics()) {
            for (Column column : columnsOf(asked)) {
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
    Form of(List<AskedPart> some) {
        return new Form(family.with(some), common, code.of(some));
    }

    Family family() {
        return family;
    }

    Common common() {
        return common;
    }

    CellCode code() {
        return code;
    }

    /** The aggregates and the metrics that use each. */
    Map<Column, List<AskedPart>> columns() {
        return columns;
    }

    double cost() {
        return cost;
    }

    List<Column> columnsOf(AskedPart asked) {
        List<Fragment> filters = common.beyond(asked).stream()
                .filter(predicate -> !code.decides(predicate))
                .map(Predicate::fragment)
                .toList();
        return Column.of(asked, common, filters, family.packedKey(asked));
    }
}
