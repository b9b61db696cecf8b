package io.serviceping.plan.fusion;

import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.query.Source;
import io.serviceping.plan.scan.AnswerLayout;
import io.serviceping.plan.scan.FusedStatement;
import io.serviceping.plan.scan.MetricAggregate;
import io.serviceping.plan.scan.PlannedMetric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes the statement of a candidate, with all or with fewer of its metrics. Accumulators keep their meaning.
 *
 * @param accumulators the accumulator of each cell, for each of the candidate's columns
 */
record CandidateStatement(
        Source source,
        StatementCandidate candidate,
        PlannerDialect dialect,
        Map<StatementAggregate, List<Integer>> accumulators) {
    FusedStatement withAll() {
        return written(candidate);
    }

    FusedStatement without(Set<PlannedMetric> some) {
        List<MetricAggregate> left = candidate.group().metrics().stream()
                .filter(aggregate -> !some.contains(aggregate.metric()))
                .toList();
        return left.isEmpty() ? ofRows() : written(candidate.of(left));
    }

    private FusedStatement ofRows() {
        return new FusedStatement(
                "select count(*) from (select 1 as sp_row from " + source.from(),
                candidate.common().conditions(),
                ") sp",
                candidate.common().parameters(),
                AnswerLayout.NOTHING,
                List.of());
    }

    private FusedStatement written(StatementCandidate some) {
        StatementText text = new StatementText(some, dialect);
        List<Parameter> parameters = new ArrayList<>(text.parameters());
        parameters.addAll(some.common().parameters());
        return new FusedStatement(
                text.head(source),
                text.conditions(),
                text.tail(),
                parameters,
                layout(some, text),
                some.group().metrics().stream()
                        .map(MetricAggregate::metric)
                        .distinct()
                        .sorted(Comparator.comparing(PlannedMetric::keyPath))
                        .toList());
    }

    private AnswerLayout layout(StatementCandidate some, StatementText text) {
        boolean distinct = some.group().distinct().isPresent();
        boolean keyed = some.group().grouping().isPresent();
        List<StatementAggregate> columns = new ArrayList<>(some.columns().keySet());
        List<AnswerLayout.Output> outputs = new ArrayList<>();
        for (StatementAggregate column : columns) {
            List<Integer> ofCells = accumulators.getOrDefault(column, List.of());
            if (distinct) {
                text.words()
                        .forEach(word -> outputs.add(new AnswerLayout.Output(
                                column.kind(),
                                word.firstCell(),
                                AnswerLayout.Output.NONE,
                                ofCells.subList(word.firstCell(), word.firstCell() + word.cells()))));
            } else {
                int presence = keyed && !column.filters().isEmpty() ? columns.indexOf(column.presence()) : -1;
                outputs.add(new AnswerLayout.Output(column.kind(), 0, presence, ofCells));
            }
        }
        return new AnswerLayout(text.hasCell() && !distinct, some.code().texts(), keyed, distinct, outputs);
    }
}
