package io.serviceping.plan.fusion;

import io.serviceping.plan.aggregate.Expressions;
import io.serviceping.plan.query.Aggregate;
import io.serviceping.plan.scan.Accumulator;
import io.serviceping.plan.scan.AnswerLayout;
import io.serviceping.plan.scan.FinalExpression;
import io.serviceping.plan.scan.FusedAnswer;
import io.serviceping.plan.scan.MetricAggregate;
import io.serviceping.plan.scan.MetricQuery;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Allocates a scan's accumulators. Cells of a column that the same metrics need share one accumulator. */
final class AccumulatorAllocation {
    private final PlannerDialect dialect;
    private final Expressions expressions;
    private final List<Accumulator> accumulators = new ArrayList<>();
    private final Map<MetricAggregate, FusedAnswer.Part> parts = new HashMap<>();

    AccumulatorAllocation(PlannerDialect dialect, Expressions expressions) {
        this.dialect = dialect;
        this.expressions = expressions;
    }

    List<Accumulator> accumulators() {
        return accumulators;
    }

    /** The answer to a metric all of whose aggregates have their accumulators. */
    FusedAnswer answer(MetricQuery query, FinalExpression finalExpression) {
        List<FusedAnswer.Part> all = query.parts().stream()
                .map(part -> Objects.requireNonNull(parts.get(part)))
                .toList();
        return new FusedAnswer(all, finalExpression, query.grouping().isPresent());
    }

    /** Allocates the accumulators of the candidate's metrics. Returns the accumulator of each cell, for each column. */
    Map<StatementAggregate, List<Integer>> allocate(StatementCandidate candidate) {
        int[] aWeekLater = IntStream.range(0, candidate.code().cells())
                .map(candidate.code()::aWeekLater)
                .toArray();
        Map<StatementAggregate, List<Integer>> byCell = new LinkedHashMap<>();
        candidate
                .columns()
                .forEach((column, users) -> byCell.put(
                        column,
                        ofColumn(
                                candidate,
                                column,
                                users.stream().map(candidate.code()::acceptedBy).toList(),
                                aWeekLater)));
        for (MetricAggregate metricAggregate : candidate.group().metrics()) {
            List<List<Integer>> ofColumns = candidate.columnsOf(metricAggregate).stream()
                    .map(column -> accumulatorsOf(
                            byCell.getOrDefault(column, List.of()),
                            candidate.code().acceptedBy(metricAggregate)))
                    .toList();
            Aggregate aggregate = metricAggregate.aggregate();
            parts.put(
                    metricAggregate,
                    new FusedAnswer.Part(
                            aggregate.function(),
                            ofColumns,
                            aggregate.function().divides()
                                    ? Optional.of(dialect.division(expressions.typeOf(aggregate.argument())))
                                    : Optional.empty()));
        }
        return byCell;
    }

    /** Cells share an accumulator when the same metrics need them, now and in every later week. */
    private List<Integer> ofColumn(
            StatementCandidate candidate, StatementAggregate column, List<BitSet> users, int[] aWeekLater) {
        Map<List<BitSet>, Integer> accumulatorOf = new HashMap<>();
        List<Integer> ofCells = new ArrayList<>();
        for (int cell = 0; cell < aWeekLater.length; cell++) {
            ofCells.add(accumulator(candidate, column, wanting(aWeekLater, cell, users), accumulatorOf));
        }
        return ofCells;
    }

    /** The accumulator for rows that the first set of metrics needs now, the second a week later, and so on. */
    private int accumulator(
            StatementCandidate candidate,
            StatementAggregate column,
            List<BitSet> wanting,
            Map<List<BitSet>, Integer> accumulatorOf) {
        if (wanting.get(0).isEmpty()) {
            return AnswerLayout.Output.NONE;
        }
        Integer known = accumulatorOf.get(wanting);
        if (known != null) {
            return known;
        }
        OptionalInt later = wanting.size() == 1
                ? OptionalInt.empty()
                : OptionalInt.of(accumulator(candidate, column, wanting.subList(1, wanting.size()), accumulatorOf));
        int id = accumulators.size();
        accumulators.add(
                new Accumulator(id, column.kind(), candidate.group().grouping().isPresent(), later.orElse(id)));
        accumulatorOf.put(List.copyOf(wanting), id);
        return id;
    }

    /** The metrics that need a cell's rows now, a week later, and so on, until the set no longer changes. */
    private static List<BitSet> wanting(int[] aWeekLater, int cell, List<BitSet> users) {
        List<BitSet> weeks = new ArrayList<>();
        int later = cell;
        while (true) {
            BitSet wanting = new BitSet();
            for (int user = 0; user < users.size(); user++) {
                wanting.set(
                        user,
                        later != AnswerLayout.Output.NONE && users.get(user).get(later));
            }
            weeks.add(wanting);
            int next = later == AnswerLayout.Output.NONE ? later : aWeekLater[later];
            if (next == later) {
                return shortened(weeks);
            }
            later = next;
        }
    }

    /** Without the last weeks, as far as they equal the week before. */
    private static List<BitSet> shortened(List<BitSet> weeks) {
        int size = weeks.size();
        while (size > 1 && weeks.get(size - 1).equals(weeks.get(size - 2))) {
            size--;
        }
        return List.copyOf(weeks.subList(0, size));
    }

    private static List<Integer> accumulatorsOf(List<Integer> ofCells, BitSet accepted) {
        return accepted.stream().mapToObj(ofCells::get).distinct().toList();
    }
}
