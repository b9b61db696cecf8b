package io.serviceping.plan.fusion;

import io.serviceping.plan.aggregate.Expressions;
import io.serviceping.plan.query.AggregateQuery;
import io.serviceping.plan.query.NotUnderstoodException;
import io.serviceping.plan.query.Predicate;
import io.serviceping.plan.query.Source;
import io.serviceping.plan.scan.FinalExpression;
import io.serviceping.plan.scan.FusedAnswer;
import io.serviceping.plan.scan.FusedScan;
import io.serviceping.plan.scan.FusedStatement;
import io.serviceping.plan.scan.MetricAggregate;
import io.serviceping.plan.scan.MetricQuery;
import io.serviceping.plan.scan.NotShared;
import io.serviceping.plan.scan.PlannedMetric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Fuses the metrics of one source into one scan. There is one statement for the metrics without GROUP BY and one for
 * each GROUP BY. The conditions that differ between its metrics become cells of one GROUP BY, or filters, whichever
 * costs less. Distinct values come packed in a column of that statement. A database without such an aggregate returns
 * them with masks in a separate statement.
 */
public final class Fusion {
    private static final int MOST_COLUMNS = 200;
    private static final int LONGEST_SQL = 60_000;

    private final PlannerDialect dialect;
    private final Expressions expressions;
    private final Eligibility eligibility;
    private final StatementSearch search;
    private final Guarding guarding;
    private final Narrowing narrowing;

    /**
     * @param expressions the database's knowledge of the source's columns
     * @param asOf the end of every window
     */
    public Fusion(PlannerDialect dialect, Expressions expressions, Instant asOf) {
        this(dialect, expressions, asOf, false, new Narrowing());
    }

    /**
     * @param weekly whether the result is kept and read again for a later end of the windows
     * @param narrowing learns the statements
     */
    public Fusion(PlannerDialect dialect, Expressions expressions, Instant asOf, boolean weekly, Narrowing narrowing) {
        this.dialect = dialect;
        this.expressions = expressions;
        this.eligibility = new Eligibility(dialect, expressions);
        this.search = new StatementSearch(expressions, asOf, weekly);
        this.guarding = new Guarding(dialect, expressions, asOf);
        this.narrowing = narrowing;
    }

    /**
     * The scan. It names each metric that cannot share it, with the reason.
     *
     * @param metrics all metrics of the source, without duplicates
     */
    public FusedScan fuse(Source source, List<MetricQuery> metrics) {
        List<NotShared> notFused = new ArrayList<>();
        Map<MetricQuery, FinalExpression> fused = new LinkedHashMap<>();
        for (MetricQuery query : metrics) {
            if (!query.source().equals(source)) {
                throw new IllegalArgumentException("source must be " + source + " but was " + query.source());
            }
            try {
                FinalExpression finalExpression = eligibility.finalExpression(query);
                fused.put(guarding.guarded(query), finalExpression);
            } catch (NotUnderstoodException e) {
                notFused.add(new NotShared(query.metric(), e.getMessage()));
            }
        }
        AccumulatorAllocation allocation = new AccumulatorAllocation(dialect, expressions);
        List<FusedStatement> statements = new ArrayList<>();
        List<MetricAggregate> parts =
                fused.keySet().stream().flatMap(query -> query.parts().stream()).toList();
        for (StatementGroup group : groups(parts)) {
            write(source, group, allocation, statements);
        }
        Map<PlannedMetric, FusedAnswer> answers = new LinkedHashMap<>();
        fused.forEach((aggregate, finalExpression) ->
                answers.put(aggregate.metric(), allocation.answer(aggregate, finalExpression)));
        return new FusedScan(source, statements, allocation.accumulators(), answers, notFused);
    }

    private List<StatementGroup> groups(List<MetricAggregate> metrics) {
        Comparator<MetricAggregate> likeBesideLike = Comparator.comparing(
                        (MetricAggregate aggregate) -> aggregate.query().predicates().stream()
                                .map(Predicate::sql)
                                .collect(Collectors.joining(" and ")))
                .thenComparing(aggregate -> aggregate.metric().keyPath())
                .thenComparing(MetricAggregate::number);
        Map<List<String>, List<MetricAggregate>> alike = new LinkedHashMap<>();
        metrics.stream()
                .sorted(likeBesideLike)
                .forEach(aggregate -> alike.computeIfAbsent(groupOf(aggregate), key -> new ArrayList<>())
                        .add(aggregate));
        return alike.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.comparing(String::valueOf)))
                .map(entry -> group(entry.getValue()))
                .toList();
    }

    private List<String> groupOf(MetricAggregate aggregate) {
        return List.of(
                comesWithMasks(aggregate) ? aggregate.aggregate().argument() : "",
                aggregate.query().grouping().orElse(""));
    }

    private boolean comesWithMasks(MetricAggregate aggregate) {
        return aggregate.countsDistinct() && !dialect.packs();
    }

    private StatementGroup group(List<MetricAggregate> metrics) {
        AggregateQuery first = metrics.get(0).query();
        return new StatementGroup(
                first.grouping().map(one -> new StatementGroup.Grouping(one, expressions.typeOf(one))),
                comesWithMasks(metrics.get(0))
                        ? expressions.keyOf(first.aggregate().argument())
                        : Optional.empty(),
                dialect.packs() ? keys(metrics) : Map.of(),
                metrics);
    }

    private Map<String, String> keys(List<MetricAggregate> metrics) {
        Map<String, String> keys = new LinkedHashMap<>();
        metrics.stream()
                .filter(MetricAggregate::countsDistinct)
                .map(aggregate -> aggregate.aggregate().argument())
                .forEach(argument -> expressions.keyOf(argument).ifPresent(key -> keys.put(argument, key)));
        return keys;
    }

    private void write(
            Source source, StatementGroup group, AccumulatorAllocation allocation, List<FusedStatement> statements) {
        StatementCandidate candidate = search.cheapest(group);
        int size = group.metrics().size();
        if (size > 1 && isTooWide(candidate, source)) {
            write(source, group.with(group.metrics().subList(0, size / 2)), allocation, statements);
            write(source, group.with(group.metrics().subList(size / 2, size)), allocation, statements);
            return;
        }
        statements.add(
                narrowing.add(new CandidateStatement(source, candidate, dialect, allocation.allocate(candidate))));
    }

    /** The text of too many cells, which can be billions, is never written. */
    private boolean isTooWide(StatementCandidate candidate, Source source) {
        if (candidate.code().cells() > StatementCandidate.MOST_CELLS) {
            return true;
        }
        StatementText text = new StatementText(candidate, dialect);
        return text.columns() > MOST_COLUMNS || text.head(source).length() > LONGEST_SQL;
    }
}
