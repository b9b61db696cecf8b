package io.serviceping.benchmark;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** What a run of ours consists of, and the memory that it takes. */
final class Phases {
    private Phases() {}

    static Table table(List<Ours.Ran> runs) {
        Table table = new Table("ours, cold state", "median");
        for (String step : List.of("plan", "collect", "freeze")) {
            table.row("step `" + step + "`, seconds", Table.seconds(median(runs, run -> run.step(step))));
        }
        return table.row("whole process, seconds", Table.seconds(median(runs, Ours.Ran::wall)))
                .row("peak heap (`-Xmx256m`), MB", Table.number(median(runs, Ours.Ran::peakHeap)))
                .row("peak resident memory, MB", Table.number(median(runs, Ours.Ran::peakRss)));
    }

    static double median(List<Ours.Ran> runs, ToDoubleFunction<Ours.Ran> what) {
        return Medians.of(runs.stream().map(what::applyAsDouble).toList());
    }
}
