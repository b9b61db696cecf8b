package io.serviceping.plan;

import io.serviceping.plan.aggregate.AccumulatorKind;
import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.query.Source;
import io.serviceping.plan.scan.Accumulator;
import io.serviceping.plan.scan.AnswerLayout;
import io.serviceping.plan.scan.FusedScan;
import io.serviceping.plan.scan.FusedStatement;
import io.serviceping.plan.scan.IncrementalMode;
import io.serviceping.plan.scan.RangeKey;
import io.serviceping.plan.scan.WindowColumn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Adds a statement to a scan that counts the rows of a range and those of them that are not settled. */
final class SettledRows {
    private final RangeKey.Numeric key;
    private final List<WindowColumn> times;
    private final Instant before;
    private final Instant ahead;

    SettledRows(RangeKey.Numeric key, List<WindowColumn> times, Instant before, Instant ahead) {
        this.key = key;
        this.times = times;
        this.before = before;
        this.ahead = ahead;
    }

    record Report(FusedScan scan, IncrementalMode.Settled keeping) {}

    /** Adds the statement as the first, so that the other statements see every row that it saw as settled. */
    Report tell(FusedScan scan) {
        List<Accumulator> accumulators = new ArrayList<>(scan.accumulators());
        IncrementalMode.Settled keeping = new IncrementalMode.Settled(
                times,
                before,
                ahead,
                new IncrementalMode.Settled.Accumulators(
                        add(AccumulatorKind.COUNT, accumulators),
                        add(AccumulatorKind.COUNT, accumulators),
                        add(AccumulatorKind.COUNT, accumulators),
                        add(AccumulatorKind.MAX, accumulators),
                        add(AccumulatorKind.MAX, accumulators)));
        List<FusedStatement> statements = new ArrayList<>();
        statements.add(statement(
                scan.source(), keeping, accumulators.subList(scan.accumulators().size(), accumulators.size())));
        statements.addAll(scan.statements());
        return new Report(
                new FusedScan(scan.source(), statements, scan.forms(), accumulators, scan.answers(), scan.notFused()),
                keeping);
    }

    private static int add(AccumulatorKind kind, List<Accumulator> accumulators) {
        int id = accumulators.size();
        accumulators.add(new Accumulator(id, kind, false, id));
        return id;
    }

    private FusedStatement statement(Source source, IncrementalMode.Settled keeping, List<Accumulator> accumulators) {
        List<Parameter> parameters = new ArrayList<>(keeping.unsettled().parameters());
        parameters.addAll(keeping.recent().parameters());
        parameters.addAll(keeping.timed().parameters());
        return new FusedStatement(
                "select count(*), count(*) filter (where sp_late), count(*) filter (where sp_recent), max(sp_id),"
                        + " max(sp_id) filter (where sp_timed and sp_late is not true) from (select ("
                        + keeping.unsettled().sql() + ") as sp_late, ("
                        + keeping.recent().sql() + ") as sp_recent, ("
                        + keeping.timed().sql() + ") as sp_timed, " + source.qualifier()
                        + key.column().name() + " as sp_id from " + source.from() + " ",
                List.of(),
                ") sp",
                parameters,
                new AnswerLayout(
                        false,
                        Optional.empty(),
                        false,
                        false,
                        accumulators.stream()
                                .map(accumulator -> new AnswerLayout.Output(
                                        accumulator.kind(), 0, AnswerLayout.Output.NONE, List.of(accumulator.id())))
                                .toList()));
    }
}
