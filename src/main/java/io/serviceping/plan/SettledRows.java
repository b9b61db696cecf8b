package io.serviceping.plan;

import io.serviceping.plan.aggregate.AggregateFunction.AccumulatorKind;
import io.serviceping.plan.query.Fragment;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Adds a statement to a scan that counts the rows of a range and those of them that are not settled. */
final class SettledRows {
    private final RangeKey.Numeric key;
    private final List<WindowColumn> times;
    private final Instant before;
    private final Instant ahead;

    /**
     * @param times the time columns of the scan's metrics
     * @param before settled rows are older; not after the end of the windows
     * @param ahead from this instant on a time lies in the future and does not show when the row was written
     */
    SettledRows(RangeKey.Numeric key, List<WindowColumn> times, Instant before, Instant ahead) {
        if (times.isEmpty()) {
            throw new IllegalArgumentException("times must not be empty");
        }
        if (ahead.isBefore(before)) {
            throw new IllegalArgumentException("ahead must not lie before " + before + " but was " + ahead);
        }
        this.key = key;
        this.times = times;
        this.before = before;
        this.ahead = ahead;
    }

    record Report(FusedScan scan, IncrementalMode.Settled incremental) {}

    /** Adds the statement as the first, so that the other statements see every row that it saw as settled. */
    Report tell(FusedScan scan) {
        List<Accumulator> accumulators = new ArrayList<>(scan.accumulators());
        IncrementalMode.Settled incremental = new IncrementalMode.Settled(
                any(" >= ?"),
                recent(),
                new IncrementalMode.Settled.Accumulators(
                        add(AccumulatorKind.COUNT, accumulators),
                        add(AccumulatorKind.COUNT, accumulators),
                        add(AccumulatorKind.COUNT, accumulators),
                        add(AccumulatorKind.MAX, accumulators),
                        add(AccumulatorKind.MAX, accumulators)));
        List<FusedStatement> statements = new ArrayList<>();
        statements.add(statement(
                scan.source(),
                incremental,
                accumulators.subList(scan.accumulators().size(), accumulators.size())));
        statements.addAll(scan.statements());
        return new Report(
                new FusedScan(scan.source(), statements, accumulators, scan.answers(), scan.notFused()), incremental);
    }

    private Fragment recent() {
        return new Fragment(
                times.stream()
                        .map(time -> time.expression() + " >= ? and " + time.expression() + " < ?")
                        .collect(Collectors.joining(" or ")),
                times.stream()
                        .flatMap(time -> Stream.of(time.before(before, 0), time.before(ahead, 0)))
                        .toList());
    }

    /** Whether any time compares so with {@code before}. */
    private Fragment any(String comparison) {
        return new Fragment(
                times.stream().map(time -> time.expression() + comparison).collect(Collectors.joining(" or ")),
                times.stream().map(time -> time.before(before, 0)).toList());
    }

    private static int add(AccumulatorKind kind, List<Accumulator> accumulators) {
        int id = accumulators.size();
        accumulators.add(new Accumulator(id, kind, false, id));
        return id;
    }

    private FusedStatement statement(
            Source source, IncrementalMode.Settled incremental, List<Accumulator> accumulators) {
        Fragment timed = any(" < ?");
        List<Parameter> parameters = new ArrayList<>(incremental.unsettled().parameters());
        parameters.addAll(incremental.recent().parameters());
        parameters.addAll(timed.parameters());
        return new FusedStatement(
                "select count(*), count(*) filter (where sp_late), count(*) filter (where sp_recent), max(sp_id),"
                        + " max(sp_id) filter (where sp_timed and sp_late is not true) from (select ("
                        + incremental.unsettled().sql() + ") as sp_late, ("
                        + incremental.recent().sql() + ") as sp_recent, ("
                        + timed.sql() + ") as sp_timed, " + source.qualifier()
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
                                .toList()),
                List.of());
    }
}
