package io.serviceping.benchmark;

import io.serviceping.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How our price grows with the rows and with the metrics, on one core, the table cached. */
final class Growth {
    private static final List<Long> ROWS = List.of(1_000_000L, 3_000_000L, 10_000_000L, 30_000_000L);
    private static final List<Integer> METRICS = List.of(12, 72, 300, 1_000);
    private static final int USUAL_METRICS = 72;
    private static final long USUAL_ROWS = 10_000_000;

    private final Bench bench;
    private final Options.Part part;
    private final Table table = new Table(
            "rows",
            "metrics",
            "bare scan, seconds",
            "ours (collect and freeze), seconds",
            "µs a row",
            "step `plan`, seconds",
            "longest statement, seconds",
            "peak heap, MB",
            "peak resident, MB");

    Growth(Bench bench, Options.Part part) {
        this.bench = bench;
        this.part = part;
    }

    /** The option {@code rows} stands for 10 million: all sizes shrink and grow with it. */
    void ofRows() throws Exception {
        for (long rows : ROWS) {
            measure(USUAL_METRICS, rows * bench.options().rows() / USUAL_ROWS);
        }
        bench.tell(part, "## Growing rows\n\n" + table);
    }

    void ofMetrics() throws Exception {
        for (int metrics : METRICS) {
            measure(metrics, bench.options().rows());
        }
        bench.tell(
                part,
                "## Growing metrics, %,d rows%n%n%s".formatted(bench.options().rows(), table));
    }

    private void measure(int metrics, long rows) throws Exception {
        Dataset dataset = Dataset.forMetrics(metrics, rows, Options.period());
        try (Server server = bench.server("0", Bench.megabytesFor(rows))) {
            TestDatabase.Url database = bench.database(server, dataset);
            Rounds rounds = new Rounds(database);
            List<Ours.Ran> runs = new ArrayList<>();
            for (int round = 0; round < bench.options().rounds(); round++) {
                rounds.measure(SideBySide.COLD, ours(database, dataset, runs));
                rounds.measure(SideBySide.SCAN, new BareScan(database));
            }
            row(dataset, rounds, runs, longest(database, dataset));
        }
    }

    private Ours ours(TestDatabase.Url database, Dataset dataset, List<Ours.Ran> runs) throws Exception {
        return new Ours(
                BenchmarkInstallation.make(bench.newHome(), database, dataset, BenchmarkInstallation.Pacing.FULL),
                dataset.first(),
                runs);
    }

    /** In a run of its own, since the watching costs a little. */
    private Optional<Double> longest(TestDatabase.Url database, Dataset dataset) throws Exception {
        Optional<StatementWatch> watch = StatementWatch.on(database);
        if (watch.isEmpty()) {
            return Optional.empty();
        }
        try (StatementWatch watching = watch.get()) {
            ours(database, dataset, new ArrayList<>()).run();
            return Optional.of(watching.longest());
        }
    }

    private void row(Dataset dataset, Rounds rounds, List<Ours.Ran> runs, Optional<Double> longest) {
        double seconds = rounds.seconds(SideBySide.COLD);
        table.row(
                Table.number(dataset.rows()),
                Table.number(dataset.metrics()),
                Table.seconds(rounds.seconds(SideBySide.SCAN)),
                Table.seconds(seconds),
                Table.seconds(seconds / dataset.rows() * 1e6),
                Table.seconds(Phases.median(runs, run -> run.step("plan"))),
                longest.map(Table::seconds).orElse("not measured: no pg_stat_statements"),
                Table.number(Phases.median(runs, Ours.Ran::peakHeap)),
                Table.number(Phases.median(runs, Ours.Ran::peakRss)));
    }
}
