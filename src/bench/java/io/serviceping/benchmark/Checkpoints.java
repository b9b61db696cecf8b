package io.serviceping.benchmark;

import io.serviceping.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;

/** What it costs to store what was found now and then, beside storing it once: the ranges are the same. */
final class Checkpoints {
    private static final String USUAL = "a chunk stored every second";
    private static final String ONCE = "one chunk stored at the end";
    private static final double WANTED = 0.05;
    private static final int METRICS = 72;

    private final Bench bench;
    private final Options.Part part;
    private final Dataset dataset;

    Checkpoints(Bench bench, Options.Part part) {
        this.bench = bench;
        this.part = part;
        this.dataset = Dataset.forMetrics(METRICS, bench.options().rows(), Options.period());
    }

    void measure() throws Exception {
        try (Server server = bench.server("0", Bench.megabytesFor(dataset.rows()))) {
            TestDatabase.Url database = bench.database(server, dataset);
            Rounds rounds = new Rounds(database);
            for (int round = 0; round < bench.options().rounds(); round++) {
                measure(rounds, database, ONCE, Duration.ofMinutes(10));
                measure(rounds, database, USUAL, Duration.ofMillis(500));
            }
            double more = rounds.seconds(USUAL) / rounds.seconds(ONCE) - 1;
            Table table = new Table("ours, cold state", "seconds (median)")
                    .row(ONCE, Table.seconds(rounds.seconds(ONCE)))
                    .row(USUAL, Table.seconds(rounds.seconds(USUAL)))
                    .row(
                            "more",
                            "%.1f %% (%s: at most 5 %%)".formatted(more * 100, more <= WANTED ? "met" : "**missed**"));
            bench.tell(part, "## Checkpoints, %d metrics, %,d rows%n%n%s".formatted(METRICS, dataset.rows(), table));
        }
    }

    private void measure(Rounds rounds, TestDatabase.Url database, String name, Duration target) throws Exception {
        BenchmarkInstallation installation = BenchmarkInstallation.make(
                bench.newHome(), database, dataset, new BenchmarkInstallation.Pacing(1, 1.0, target));
        rounds.measure(name, new Ours(installation, dataset.first(), new ArrayList<>()));
    }
}
