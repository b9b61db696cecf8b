package io.serviceping.plan;

import io.serviceping.plan.aggregate.AggregateFunction.AccumulatorKind;
import io.serviceping.plan.scan.Accumulator;
import io.serviceping.plan.scan.AnswerLayout;
import io.serviceping.plan.scan.FinalExpression;
import io.serviceping.plan.scan.FusedAnswer;
import io.serviceping.plan.scan.FusedScan;
import io.serviceping.plan.scan.FusedStatement;
import io.serviceping.plan.scan.IncrementalMode;
import io.serviceping.plan.scan.PlannedMetric;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Checks the statements, accumulators and answers of a shared scan. */
final class SharedScanCheck {
    /** A mask is a bigint whose sign bit is not used. */
    private static final int MASK_BITS = Long.SIZE - 1;

    private final FusedScan scan;
    private final IncrementalMode incremental;
    private final Set<PlannedMetric> without;
    private final UnaryOperator<FusedStatement> narrowed;
    private final List<String> violations = new ArrayList<>();
    private final Set<Integer> filled = new HashSet<>();

    SharedScanCheck(FusedScan scan, IncrementalMode incremental) {
        this(scan, incremental, Set.of(), UnaryOperator.identity());
    }

    /**
     * @param without metrics that were given up
     * @param narrowed writes a statement without them
     */
    SharedScanCheck(
            FusedScan scan,
            IncrementalMode incremental,
            Set<PlannedMetric> without,
            UnaryOperator<FusedStatement> narrowed) {
        this.scan = scan;
        this.incremental = incremental;
        this.without = without;
        this.narrowed = narrowed;
    }

    /** Empty: the scan does not contradict itself. */
    List<String> violations() {
        for (int index = 0; index < scan.accumulators().size(); index++) {
            accumulator(scan.accumulators().get(index), index);
        }
        for (FusedStatement statement : scan.statements()) {
            statement(narrowed.apply(statement));
        }
        Set<Integer> needed = incremental();
        Set<Integer> read = new HashSet<>(needed);
        scan.answers().forEach((metric, answer) -> {
            read.addAll(answer.accumulators());
            if (!without.contains(metric)) {
                needed.addAll(answer.accumulators());
                answer(metric, answer);
            }
        });
        needed.stream()
                .filter(id -> !filled.contains(id))
                .forEach(id -> add("accumulator " + id + " is read, but no output column fills it"));
        filled.stream()
                .filter(id -> !read.contains(id))
                .forEach(id -> add("accumulator " + id + " is filled, but nothing reads it"));
        Set<PlannedMetric> answered = scan.statements().stream()
                .flatMap(statement -> statement.metrics().stream())
                .collect(Collectors.toSet());
        if (!answered.equals(scan.answers().keySet())) {
            add("the statements are written for other metrics than the scan answers");
        }
        return violations;
    }

    private void accumulator(Accumulator accumulator, int index) {
        int later = accumulator.aWeekLater();
        if (accumulator.id() != index) {
            add("accumulator " + accumulator.id() + " is at index " + index);
        } else if (later != AnswerLayout.Output.NONE && !is(later, accumulator.kind(), accumulator.keyed())) {
            add("accumulator " + index + " becomes " + later + " a week later, which cannot take its content");
        }
    }

    /** The accumulators of the incremental state. */
    private Set<Integer> incremental() {
        if (!(incremental instanceof IncrementalMode.Settled settled)) {
            return new HashSet<>();
        }
        IncrementalMode.Settled.Accumulators accumulators = settled.accumulators();
        Map<AccumulatorKind, List<Integer>> kinds = Map.of(
                AccumulatorKind.COUNT, List.of(accumulators.rows(), accumulators.unsettled(), accumulators.recent()),
                AccumulatorKind.MAX, List.of(accumulators.greatest(), accumulators.proven()));
        kinds.forEach((kind, ids) -> ids.stream()
                .filter(id -> !is(id, kind, false))
                .forEach(id -> add("accumulator " + id + " of the incremental state is not there or of another kind")));
        return kinds.values().stream().flatMap(List::stream).collect(Collectors.toCollection(HashSet::new));
    }

    private void answer(PlannedMetric metric, FusedAnswer answer) {
        if (!aggregates(answer.finalExpression())
                .allMatch(number -> number >= 0 && number < answer.parts().size())) {
            add(metric.keyPath() + " is computed from an aggregate that it does not have");
        }
        for (FusedAnswer.Part part : answer.parts()) {
            for (int i = 0; i < part.accumulators().size(); i++) {
                List<Integer> accumulators = part.accumulators().get(i);
                AccumulatorKind kind = part.function().accumulators().get(i);
                if (!accumulators.stream().allMatch(this::exists)) {
                    add(metric.keyPath() + " is made of an accumulator that does not exist");
                } else if (!accumulators.stream().allMatch(accumulator -> is(accumulator, kind, answer.keyed()))) {
                    add(metric.keyPath() + " is made of an accumulator of another kind");
                } else if (Set.copyOf(accumulators).size() != accumulators.size()) {
                    add(metric.keyPath() + " adds an accumulator twice");
                }
            }
        }
    }

    private static IntStream aggregates(FinalExpression expression) {
        return expression instanceof FinalExpression.Aggregated aggregated
                ? IntStream.of(aggregated.number())
                : expression.operands().stream().flatMapToInt(SharedScanCheck::aggregates);
    }

    private void statement(FusedStatement statement) {
        AnswerLayout layout = statement.layout();
        Set<Integer> sizes = new HashSet<>();
        for (List<AnswerLayout.Output> column : columns(layout)) {
            sizes.add(cells(column));
            column.stream()
                    .flatMap(output -> output.accumulators().stream())
                    .filter(accumulator -> accumulator != AnswerLayout.Output.NONE)
                    .distinct()
                    .filter(accumulator -> !filled.add(accumulator))
                    .forEach(accumulator -> add("accumulator " + accumulator + " is filled by two output columns"));
        }
        layout.outputs().forEach(output -> output(output, layout));
        if (sizes.size() > 1) {
            add("the output columns of a statement have different numbers of cells: " + sizes);
        }
        int cells = sizes.stream().findFirst().orElse(0);
        layout.texts().ifPresent(texts -> {
            if (texts.rest() * texts.weight() >= cells
                    || texts.numbers().values().stream().anyMatch(number -> number * texts.weight() >= cells)) {
                add("a text names a cell beyond the last");
            }
        });
        if (!PlanSanityCheck.hasValueForEachParameter(statement.sql(""), statement.parameters())) {
            add("a statement does not have one value for each parameter");
        }
    }

    /** Masks that follow each other are one column; any other output is one by itself. */
    private static List<List<AnswerLayout.Output>> columns(AnswerLayout layout) {
        List<List<AnswerLayout.Output>> columns = new ArrayList<>();
        for (AnswerLayout.Output output : layout.outputs()) {
            if (columns.isEmpty() || !layout.hasValue() || output.firstCell() == 0) {
                columns.add(new ArrayList<>());
            }
            columns.get(columns.size() - 1).add(output);
        }
        return columns;
    }

    /** The number of cells of a column whose outputs should follow each other without a gap. */
    private int cells(List<AnswerLayout.Output> column) {
        int next = 0;
        for (AnswerLayout.Output output : column) {
            if (output.firstCell() != next) {
                add("an output begins with cell " + output.firstCell() + ", but cell " + next + " is next");
            }
            next = output.firstCell() + output.accumulators().size();
        }
        return next;
    }

    private void output(AnswerLayout.Output output, AnswerLayout layout) {
        if (layout.hasValue()
                && (output.kind() != AccumulatorKind.SET
                        || output.accumulators().size() > MASK_BITS)) {
            add("an output beside a distinct value is no mask of at most " + MASK_BITS + " cells");
        }
        output.accumulators().stream()
                .filter(accumulator ->
                        accumulator != AnswerLayout.Output.NONE && !is(accumulator, output.kind(), layout.hasKey()))
                .forEach(accumulator -> add(
                        "an output fills accumulator " + accumulator + ", which does not exist or is of another kind"));
        int presence = output.presence();
        if (presence != AnswerLayout.Output.NONE
                && (presence < 0
                        || presence >= layout.outputs().size()
                        || layout.outputs().get(presence).kind() != AccumulatorKind.COUNT)) {
            add("no output counts the rows behind an output");
        }
    }

    private boolean exists(int accumulator) {
        return accumulator >= 0 && accumulator < scan.accumulators().size();
    }

    private boolean is(int accumulator, AccumulatorKind kind, boolean keyed) {
        return exists(accumulator)
                && scan.accumulators().get(accumulator).kind() == kind
                && scan.accumulators().get(accumulator).keyed() == keyed;
    }

    private void add(String violation) {
        violations.add(violation + " (scan of " + scan.source().from() + ")");
    }
}
