package io.serviceping.plan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gives out a scan's slots: one for the cells of a column that the same metrics want. */
final class SlotAllocation {
    private final SqlDialect dialect;
    private final Expressions expressions;
    private final List<Slot> slots = new ArrayList<>();
    private final Map<PlannedMetric, FusedAnswer> answers = new LinkedHashMap<>();

    SlotAllocation(SqlDialect dialect, Expressions expressions) {
        this.dialect = dialect;
        this.expressions = expressions;
    }

    List<Slot> slots() {
        return slots;
    }

    Map<PlannedMetric, FusedAnswer> answers() {
        return answers;
    }

    /** The slot of each cell, for each of the form's columns; the form's metrics get their answers. */
    Map<Column, List<Integer>> allocate(Form form) {
        Map<Column, List<Integer>> byCell = new LinkedHashMap<>();
        form.columns()
                .forEach((column, users) -> byCell.put(
                        column,
                        ofColumn(
                                form,
                                column,
                                users.stream().map(form.code()::acceptedBy).toList())));
        for (Asked asked : form.family().metrics()) {
            List<List<Integer>> parts = form.columnsOf(asked).stream()
                    .map(column -> slotsOf(
                            byCell.getOrDefault(column, List.of()), form.code().acceptedBy(asked)))
                    .toList();
            Aggregate aggregate = asked.aggregate();
            answers.put(
                    asked.metric(),
                    new FusedAnswer(
                            aggregate.function(),
                            parts.get(0),
                            parts.size() > 1 ? parts.get(1) : List.of(),
                            parts.size() > 1
                                    ? java.util.Optional.of(dialect.division(expressions.typeOf(aggregate.argument())))
                                    : java.util.Optional.empty(),
                            form.family().grouping().isPresent()));
        }
        return byCell;
    }

    private List<Integer> ofColumn(Form form, Column column, List<BitSet> users) {
        Map<BitSet, Integer> slotOf = new HashMap<>();
        List<Integer> ofCells = new ArrayList<>();
        for (int cell = 0; cell < form.code().cells(); cell++) {
            BitSet wanting = new BitSet();
            for (int user = 0; user < users.size(); user++) {
                wanting.set(user, users.get(user).get(cell));
            }
            ofCells.add(
                    wanting.isEmpty()
                            ? Layout.Output.NONE
                            : slotOf.computeIfAbsent(wanting, key -> newSlot(form, column)));
        }
        return ofCells;
    }

    private Integer newSlot(Form form, Column column) {
        slots.add(new Slot(slots.size(), column.kind(), form.family().grouping().isPresent()));
        return slots.size() - 1;
    }

    private static List<Integer> slotsOf(List<Integer> ofCells, BitSet accepted) {
        return accepted.stream().mapToObj(ofCells::get).distinct().toList();
    }
}
