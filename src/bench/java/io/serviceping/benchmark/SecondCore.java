package io.serviceping.benchmark;

import io.serviceping.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;

/** What a second core gives: to the same settings, and to {@code parallelism: 2}. */
final class SecondCore {
    private static final int METRICS = 72;

    private final Bench bench;
    private final Options.Part part;
    private final Dataset dataset;

    SecondCore(Bench bench, Options.Part part) {
        this.bench = bench;
        this.part = part;
        this.dataset = Dataset.forMetrics(METRICS, bench.options().rows(), Options.period());
    }

    void measure() throws Exception {
        if (Cores.here() < 2) {
            bench.tell(part, "A second core: not measured, there is one only.\n");
            return;
        }
        Table table = new Table("cores", "`parallelism`", "ours (collect and freeze), seconds", "times as fast");
        double one = measure("0", 1);
        table.row("1", "1", Table.seconds(one), "1.00");
        for (int parallelism : List.of(1, 2)) {
            double two = measure("0,1", parallelism);
            table.row("2", Integer.toString(parallelism), Table.seconds(two), Table.seconds(one / two));
        }
        bench.tell(part, "## A second core, %d metrics, %,d rows%n%n%s".formatted(METRICS, dataset.rows(), table));
    }

    private double measure(String cores, int parallelism) throws Exception {
        try (Server server = bench.server(cores, Bench.megabytesFor(dataset.rows()))) {
            TestDatabase.Url database = bench.database(server, dataset);
            Rounds rounds = new Rounds(database);
            for (int round = 0; round < bench.options().rounds(); round++) {
                BenchmarkInstallation installation = BenchmarkInstallation.make(
                        bench.newHome(), database, dataset, new BenchmarkInstallation.Pacing(parallelism, 1.0));
                rounds.measure(SideBySide.COLD, new Ours(installation, dataset.first(), new ArrayList<>()));
            }
            return rounds.seconds(SideBySide.COLD);
        }
    }
}
