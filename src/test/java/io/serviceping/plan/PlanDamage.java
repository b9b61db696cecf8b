package io.serviceping.plan;

import io.serviceping.plan.aggregate.AggregateFunction.AccumulatorKind;
import io.serviceping.plan.fusion.PlannerDialect;
import io.serviceping.plan.scan.Accumulator;
import io.serviceping.plan.scan.AnswerLayout;
import io.serviceping.plan.scan.AnswerLayout.Output;
import io.serviceping.plan.scan.FinalExpression;
import io.serviceping.plan.scan.FusedAnswer;
import io.serviceping.plan.scan.FusedScan;
import io.serviceping.plan.scan.FusedStatement;
import io.serviceping.plan.scan.IncrementalMode;
import io.serviceping.plan.scan.MetricQuery;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.RangeChoice;
import io.serviceping.plan.scan.RangeKey;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.plan.scan.WrittenScan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * One damage of a finished plan.
 *
 * @param violation part of the sentence that names it
 */
record PlanDamage(String name, PlannerDialect dialect, String violation, UnaryOperator<Plan> damage) {
    private static final int NOWHERE = 99_999;

    @Override
    public String toString() {
        return name;
    }

    Plan of(Plan plan) {
        Plan damaged = damage.apply(plan);
        if (damaged.equals(plan)) {
            throw new IllegalStateException("damages nothing: " + name);
        }
        return damaged;
    }

    static Stream<PlanDamage> all() {
        return Stream.of(ofMetrics(), ofAccumulators(), ofOutputs(), ofStatements(), ofRanges())
                .flatMap(damages -> damages);
    }

    private static Stream<PlanDamage> ofMetrics() {
        return Stream.of(
                of("a metric in two scans", "visits.rows is planned twice", plan -> {
                    List<WrittenScan> scans = new ArrayList<>(plan.scans());
                    scan(plan, "visits").asWritten().forEach((metric, own) -> scans.add(own));
                    return new Plan(plan.asOf(), plan.shared(), scans, plan.notShared(), plan.omitted());
                }),
                of(
                        "a metric in no scan",
                        "events.inexact_weekly shares no scan and does not run as written",
                        plan -> new Plan(plan.asOf(), plan.shared(), List.of(), plan.notShared(), plan.omitted())),
                of(
                        "a query too few",
                        "a scan of events answers other metrics than it is asked for",
                        onScan(
                                "events",
                                scan -> with(
                                        scan,
                                        scan.fused(),
                                        scan.range(),
                                        scan.incremental(),
                                        scan.queries().subList(1, 9)))),
                of(
                        "a value too few in a metric's own statement",
                        "events.inexact_weekly does not have one value for each parameter",
                        plan -> new Plan(
                                plan.asOf(),
                                plan.shared(),
                                plan.scans().stream()
                                        .map(scan -> new WrittenScan(
                                                scan.database(),
                                                scan.sql(),
                                                withoutLast(scan.parameters()),
                                                scan.answers()))
                                        .toList(),
                                plan.notShared(),
                                plan.omitted())));
    }

    private static Stream<PlanDamage> ofAccumulators() {
        return Stream.of(
                of(
                        "a value of an aggregate that the metric lacks",
                        "events.rows0 is computed from an aggregate that it does not have",
                        onAnswers(
                                "events",
                                answer -> new FusedAnswer(
                                        answer.parts(),
                                        new FinalExpression.Coalesce(List.of(
                                                FinalExpression.NOTHING,
                                                new FinalExpression.Aggregated(
                                                        answer.parts().size()))),
                                        answer.keyed()))),
                of(
                        "a parameter too many in the own statement of a metric that shares a scan",
                        "visits.rows does not have one value for each parameter",
                        onScan("visits", PlanDamage::withAParameterTooMany)),
                of(
                        "no accumulators",
                        "events.rows0 is made of an accumulator that does not exist",
                        onAccumulators("events", accumulators -> List.of())),
                of(
                        "accumulators of another kind",
                        "events.rows0 is made of an accumulator of another kind",
                        onAccumulators(
                                "events",
                                each(accumulator -> new Accumulator(
                                        accumulator.id(),
                                        AccumulatorKind.MIN,
                                        accumulator.keyed(),
                                        accumulator.aWeekLater())))),
                of(
                        "accumulators without a key",
                        "events.kinds is made of an accumulator of another kind",
                        onAccumulators(
                                "events",
                                each(accumulator -> new Accumulator(
                                        accumulator.id(), accumulator.kind(), false, accumulator.aWeekLater())))),
                of(
                        "accumulators in another order",
                        "accumulator 1 is at index 0",
                        onAccumulators("events", accumulators -> {
                            List<Accumulator> others = new ArrayList<>(accumulators);
                            others.set(0, accumulators.get(1));
                            return others;
                        })),
                of(
                        "a later accumulator that does not exist",
                        "a week later, which cannot take its content",
                        onAccumulators(
                                "visits",
                                each(accumulator -> new Accumulator(
                                        accumulator.id(), accumulator.kind(), accumulator.keyed(), NOWHERE)))),
                of(
                        "the incremental state in an accumulator of another kind",
                        "of the incremental state is not there or of another kind",
                        onScan("visits", scan -> {
                            IncrementalMode.Settled mode = (IncrementalMode.Settled) scan.incremental();
                            IncrementalMode.Settled.Accumulators accumulators = mode.accumulators();
                            int count = accumulators.rows();
                            return with(
                                    scan,
                                    scan.fused(),
                                    scan.range(),
                                    new IncrementalMode.Settled(
                                            mode.unsettled(),
                                            mode.recent(),
                                            new IncrementalMode.Settled.Accumulators(
                                                    count,
                                                    accumulators.unsettled(),
                                                    accumulators.recent(),
                                                    count,
                                                    accumulators.proven())),
                                    scan.queries());
                        })));
    }

    private static Stream<PlanDamage> ofOutputs() {
        return Stream.of(
                new PlanDamage(
                        "a mask that skips a cell",
                        PlannerDialect.H2,
                        "an output begins with cell",
                        onOutputs("events", layout -> layout.hasValue(), outputs -> {
                            Output last = outputs.get(outputs.size() - 1);
                            return withLast(
                                    outputs,
                                    new Output(
                                            last.kind(), last.firstCell() + 1, last.presence(), last.accumulators()));
                        })),
                new PlanDamage(
                        "a mask of too many cells",
                        PlannerDialect.H2,
                        "is no mask of at most 63 cells",
                        onOutputs(
                                "events",
                                layout -> layout.hasValue(),
                                outputs -> List.of(new Output(
                                        AccumulatorKind.SET,
                                        0,
                                        Output.NONE,
                                        outputs.stream()
                                                .flatMap(output -> output.accumulators().stream())
                                                .toList())))),
                new PlanDamage(
                        "a mask that is a number",
                        PlannerDialect.H2,
                        "is no mask of at most 63 cells",
                        onOutputs(
                                "events",
                                layout -> layout.hasValue(),
                                each(output -> new Output(
                                        AccumulatorKind.COUNT,
                                        output.firstCell(),
                                        output.presence(),
                                        output.accumulators())))),
                of(
                        "an output for fewer cells",
                        "have different numbers of cells",
                        onOutputs("events", layout -> !layout.hasKey(), outputs -> {
                            Output last = outputs.get(outputs.size() - 1);
                            return withLast(
                                    outputs,
                                    new Output(last.kind(), 0, last.presence(), withoutLast(last.accumulators())));
                        })),
                of(
                        "a column that is read twice",
                        "is filled by two output columns",
                        onOutputs("events", layout -> !layout.hasKey(), outputs -> {
                            List<Output> twice = new ArrayList<>(outputs);
                            twice.add(outputs.get(0));
                            return twice;
                        })),
                of(
                        "an accumulator that no column fills",
                        "is read, but no output column fills it",
                        onOutputs("events", layout -> !layout.hasKey(), PlanDamage::withoutLast)),
                of("a column that nothing reads", "is filled, but nothing reads it", plan -> {
                    int free = scan(plan, "pairs").fused().accumulators().size();
                    Accumulator more = new Accumulator(free, AccumulatorKind.COUNT, false, free);
                    return onOutputs(
                                    "pairs",
                                    layout -> true,
                                    outputs -> with(
                                            outputs,
                                            outputOf(
                                                    free,
                                                    outputs.get(0)
                                                            .accumulators()
                                                            .size())))
                            .apply(onAccumulators("pairs", accumulators -> with(accumulators, more))
                                    .apply(plan));
                }),
                of(
                        "rows that no column counts",
                        "no output counts the rows behind an output",
                        onOutputs(
                                "events",
                                AnswerLayout::hasKey,
                                each(output -> new Output(
                                        output.kind(), output.firstCell(), NOWHERE, output.accumulators())))),
                of(
                        "a text of a cell that does not exist",
                        "a text names a cell beyond the last",
                        onLayout(
                                "pairs",
                                layout -> layout.texts().isPresent(),
                                layout -> new AnswerLayout(
                                        layout.hasCell(),
                                        layout.texts()
                                                .map(texts -> new AnswerLayout.Texts(
                                                        texts.weight(),
                                                        new TreeMap<>(Map.of("bug", NOWHERE)),
                                                        Output.NONE)),
                                        layout.hasKey(),
                                        layout.hasValue(),
                                        layout.outputs()))));
    }

    private static Stream<PlanDamage> ofStatements() {
        return Stream.of(
                of(
                        "a value too few",
                        "a statement does not have one value for each parameter",
                        onStatements(
                                "events",
                                statement -> new FusedStatement(
                                        statement.head(),
                                        statement.conditions(),
                                        statement.tail(),
                                        withoutLast(statement.parameters()),
                                        statement.layout(),
                                        statement.metrics()))),
                of(
                        "a statement that answers no metric",
                        "the statements are written for other metrics than the scan answers",
                        onStatements(
                                "events",
                                statement -> new FusedStatement(
                                        statement.head(),
                                        statement.conditions(),
                                        statement.tail(),
                                        statement.parameters(),
                                        statement.layout(),
                                        List.of()))));
    }

    private static Stream<PlanDamage> ofRanges() {
        return Stream.of(
                of(
                        "ranges of a column outside of the key",
                        "events cannot be read by ranges of \"other\"",
                        onRange("events", key -> new RangeKey.Numeric(EventFacts.OTHER))),
                of(
                        "a walk by a part of the key",
                        "pairs cannot be read by keyset by \"id\"",
                        onRange("pairs", key -> new RangeKey.Keyset(List.of(EventFacts.ID)))),
                of(
                        "blocks of a table that has none",
                        "events cannot be read by block ranges",
                        onRange("events", key -> new RangeKey.Blocks())),
                of(
                        "a time without an index",
                        "logs cannot be read by stretches of changed_at",
                        onRange(
                                "logs",
                                key -> key instanceof RangeKey.Time time
                                        ? new RangeKey.Time("changed_at", time.unit(), time.from(), time.to())
                                        : key)),
                of(
                        "a window that begins before the range",
                        "logs.rows_monthly needs rows outside of stretches of created_at",
                        onRange(
                                "logs",
                                key -> key instanceof RangeKey.Time time
                                        ? new RangeKey.Time(
                                                time.column(),
                                                time.unit(),
                                                time.from().plus(Duration.ofDays(1)),
                                                time.to())
                                        : key)));
    }

    static FusedStatement withoutAnOutput(FusedStatement statement) {
        return with(statement, layout -> AnswerLayout.NOTHING);
    }

    private static PlanDamage of(String name, String violation, UnaryOperator<Plan> damage) {
        return new PlanDamage(name, PlannerDialect.POSTGRESQL, violation, damage);
    }

    private static SharedScan scan(Plan plan, String table) {
        return plan.shared().stream()
                .filter(scan -> scan.table().name().equals(table))
                .findFirst()
                .orElseThrow();
    }

    private static UnaryOperator<Plan> onScan(String table, UnaryOperator<SharedScan> change) {
        return plan -> new Plan(
                plan.asOf(),
                plan.shared().stream()
                        .map(scan -> scan.table().name().equals(table) ? change.apply(scan) : scan)
                        .toList(),
                plan.scans(),
                plan.notShared(),
                plan.omitted());
    }

    private static UnaryOperator<Plan> onRange(String table, UnaryOperator<RangeKey> change) {
        return onScan(
                table,
                scan -> with(
                        scan,
                        scan.fused(),
                        new RangeChoice(change.apply(scan.range().key()), "a test"),
                        scan.incremental(),
                        scan.queries()));
    }

    private static UnaryOperator<Plan> onAccumulators(String table, UnaryOperator<List<Accumulator>> change) {
        return onScan(table, scan -> {
            FusedScan fused = scan.fused();
            return with(
                    scan,
                    new FusedScan(
                            fused.source(),
                            fused.statements(),
                            change.apply(fused.accumulators()),
                            fused.answers(),
                            fused.notFused()));
        });
    }

    private static UnaryOperator<Plan> onAnswers(String table, UnaryOperator<FusedAnswer> change) {
        return onScan(table, scan -> {
            FusedScan fused = scan.fused();
            Map<PlannedMetric, FusedAnswer> answers = new LinkedHashMap<>(fused.answers());
            answers.replaceAll((metric, answer) -> change.apply(answer));
            return with(
                    scan,
                    new FusedScan(fused.source(), fused.statements(), fused.accumulators(), answers, fused.notFused()));
        });
    }

    private static SharedScan withAParameterTooMany(SharedScan scan) {
        Map<PlannedMetric, WrittenScan> asWritten = new LinkedHashMap<>(scan.asWritten());
        asWritten.replaceAll((metric, own) ->
                new WrittenScan(own.database(), own.sql() + " limit ?", own.parameters(), own.answers()));
        return new SharedScan(
                scan.database(),
                scan.fused(),
                scan.table(),
                scan.range(),
                scan.incremental(),
                asWritten,
                scan.queries(),
                scan.tables());
    }

    private static UnaryOperator<Plan> onStatements(String table, UnaryOperator<FusedStatement> change) {
        return onScan(table, scan -> {
            FusedScan fused = scan.fused();
            return with(
                    scan,
                    new FusedScan(
                            fused.source(),
                            fused.statements().stream().map(change).toList(),
                            fused.accumulators(),
                            fused.answers(),
                            fused.notFused()));
        });
    }

    private static UnaryOperator<Plan> onLayout(
            String table, Predicate<AnswerLayout> which, UnaryOperator<AnswerLayout> change) {
        return onStatements(table, statement -> which.test(statement.layout()) ? with(statement, change) : statement);
    }

    private static UnaryOperator<Plan> onOutputs(
            String table, Predicate<AnswerLayout> which, UnaryOperator<List<Output>> change) {
        return onLayout(
                table,
                which,
                layout -> new AnswerLayout(
                        layout.hasCell(),
                        layout.texts(),
                        layout.hasKey(),
                        layout.hasValue(),
                        change.apply(layout.outputs())));
    }

    private static FusedStatement with(FusedStatement statement, UnaryOperator<AnswerLayout> change) {
        return new FusedStatement(
                statement.head(),
                statement.conditions(),
                statement.tail(),
                statement.parameters(),
                change.apply(statement.layout()),
                statement.metrics());
    }

    private static SharedScan with(SharedScan scan, FusedScan fused) {
        return with(scan, fused, scan.range(), scan.incremental(), scan.queries());
    }

    private static SharedScan with(
            SharedScan scan,
            FusedScan fused,
            RangeChoice range,
            IncrementalMode incremental,
            List<MetricQuery> queries) {
        return new SharedScan(
                scan.database(), fused, scan.table(), range, incremental, scan.asWritten(), queries, scan.tables());
    }

    /** An output that fills the accumulator from its first cell. */
    private static Output outputOf(int accumulator, int cells) {
        List<Integer> accumulators = new ArrayList<>(Collections.nCopies(cells, Output.NONE));
        accumulators.set(0, accumulator);
        return new Output(AccumulatorKind.COUNT, 0, Output.NONE, accumulators);
    }

    private static <T> UnaryOperator<List<T>> each(UnaryOperator<T> change) {
        return all -> all.stream().map(change).toList();
    }

    private static <T> List<T> with(List<T> all, T more) {
        List<T> longer = new ArrayList<>(all);
        longer.add(more);
        return longer;
    }

    private static <T> List<T> withLast(List<T> all, T last) {
        return with(withoutLast(all), last);
    }

    private static <T> List<T> withoutLast(List<T> all) {
        return all.isEmpty() ? all : all.subList(0, all.size() - 1);
    }
}
