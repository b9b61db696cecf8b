package io.serviceping.plan.fusion;

import io.serviceping.plan.aggregate.Expressions;
import io.serviceping.plan.query.AggregateQuery;
import io.serviceping.plan.query.Fragment;
import io.serviceping.plan.query.NotUnderstoodException;
import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.query.Predicate;
import io.serviceping.plan.scan.MetricQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Guards operations that may fail for a row by the metric's conditions, because a shared scan also reads the rows of
 * other metrics.
 */
final class Guarding {
    private final PlannerDialect dialect;
    private final Expressions expressions;
    private final Instant asOf;

    Guarding(PlannerDialect dialect, Expressions expressions, Instant asOf) {
        this.dialect = dialect;
        this.expressions = expressions;
        this.asOf = asOf;
    }

    /**
     * The metric, guarded so that it cannot fail for a row that its own statement excludes.
     *
     * @throws NotUnderstoodException when the metric cannot be guarded
     */
    MetricQuery guarded(MetricQuery query) throws NotUnderstoodException {
        Optional<Fragment> window = query.window()
                .map(column -> TimeBuckets.within(
                        column, asOf, query.metric().timeFrame().days()));
        List<AggregateQuery> aggregates = new ArrayList<>();
        for (AggregateQuery one : query.aggregates()) {
            aggregates.add(guarded(one, window));
        }
        return new MetricQuery(query.metric(), aggregates, query.outer(), query.window());
    }

    private AggregateQuery guarded(AggregateQuery query, Optional<Fragment> window) throws NotUnderstoodException {
        Set<String> failing = query.risks().entrySet().stream()
                .filter(entry -> entry.getValue().stream()
                        .anyMatch(operation -> SureOperations.mayFail(dialect, operation, expressions)))
                .map(java.util.Map.Entry::getKey)
                .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
        boolean leavesRowsOut = window.isPresent() || !query.predicates().isEmpty();
        if (leavesRowsOut
                && (failing.contains(query.source().from())
                        || query.grouping().filter(failing::contains).isPresent())) {
            throw new NotUnderstoodException(
                    "joins or groups by something that may fail for rows that a condition leaves out");
        }
        List<Predicate> sure = query.predicates().stream()
                .filter(predicate -> !failing.contains(predicate.sql()))
                .toList();
        List<Predicate> unsure = failing.stream()
                .flatMap(text -> query.predicates().stream()
                        .filter(predicate -> predicate.sql().equals(text)))
                .toList();
        boolean alone = window.isEmpty() && sure.isEmpty() && unsure.size() <= 1;
        List<Predicate> predicates = unsure.isEmpty() || alone
                ? query.predicates()
                : Stream.concat(sure.stream(), Stream.of(guarded(sure, unsure, window)))
                        .toList();
        return query.with(
                predicates, leavesRowsOut && failing.contains(query.aggregate().argument()));
    }

    /** Nested CASE expressions, because databases do not guarantee the evaluation order of AND. */
    private static Predicate guarded(List<Predicate> sure, List<Predicate> unsure, Optional<Fragment> window) {
        List<Fragment> guards = new ArrayList<>(window.stream().toList());
        sure.forEach(predicate -> guards.add(predicate.fragment()));
        List<Parameter> parameters =
                guards.stream().flatMap(guard -> guard.parameters().stream()).toList();
        int last = unsure.size() - 1;
        String text = unsure.get(last).sql();
        for (int i = last - 1; i >= 0; i--) {
            text = "case when " + unsure.get(i).sql() + " then " + text + " end";
        }
        return guards.isEmpty()
                ? new Predicate.Guarded(text, List.of())
                : new Predicate.Guarded(
                        guards.stream()
                                .map(Fragment::sql)
                                .collect(Collectors.joining(" and ", "case when ", " then " + text + " end")),
                        parameters);
    }
}
