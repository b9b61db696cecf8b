package io.serviceping.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Adds to a scan the statement that tells how many rows of a range there are, and how many of them are not settled. */
final class SettledRows {
    private final RangeKey.Numeric key;
    private final List<WindowColumn> times;
    private final Instant before;

    SettledRows(RangeKey.Numeric key, List<WindowColumn> times, Instant before) {
        this.key = key;
        this.times = times;
        this.before = before;
    }

    /** A scan and what is kept of it. */
    record Told(FusedScan scan, Keeping.Settled keeping) {}

    /** The statement comes first: whatever it saw as settled all others see. */
    Told tell(FusedScan scan) {
        int first = scan.slots().size();
        Keeping.Settled keeping = new Keeping.Settled(times, before, first, first + 1, first + 2);
        List<Slot> slots = new ArrayList<>(scan.slots());
        slots.add(new Slot(first, AccumulatorKind.COUNT, false, first));
        slots.add(new Slot(first + 1, AccumulatorKind.COUNT, false, first + 1));
        slots.add(new Slot(first + 2, AccumulatorKind.MAX, false, first + 2));
        String id = scan.source().qualifier() + key.column().name();
        List<FusedStatement> statements = new ArrayList<>();
        statements.add(new FusedStatement(
                "select count(*), count(*) filter (where sp_late), max(sp_id) from (select (" + keeping.condition()
                        + ") as sp_late, " + id + " as sp_id from "
                        + scan.source().from() + " ",
                List.of(),
                ") sp",
                keeping.parameters(),
                new Layout(
                        false,
                        Optional.empty(),
                        false,
                        false,
                        List.of(
                                output(AccumulatorKind.COUNT, first),
                                output(AccumulatorKind.COUNT, first + 1),
                                output(AccumulatorKind.MAX, first + 2)))));
        statements.addAll(scan.statements());
        return new Told(
                new FusedScan(scan.source(), statements, scan.forms(), slots, scan.answers(), scan.notFused()),
                keeping);
    }

    private static Layout.Output output(AccumulatorKind kind, int slot) {
        return new Layout.Output(kind, 0, Layout.Output.NONE, List.of(slot));
    }
}
