package io.serviceping.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import io.serviceping.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All sides on one core, with the table cached or with shared buffers of a tenth of it. */
final class SideBySide {
    static final String ALONE = "(a) each metric's SQL by itself";
    static final String BATCHES = "(b) batch counters";
    static final String COLD = "(c) ours, cold state";
    static final String LATER = "(d) ours, a week later";
    static final String BY_HAND = "(e) best by hand";
    static final String SCAN = "(f) bare scan";

    private final Bench bench;
    private final Options.Part part;
    private final Dataset dataset;
    private final boolean cached;
    private final List<Ours.Ran> runs = new ArrayList<>();

    SideBySide(Bench bench, Options.Part part, int metrics, boolean cached) {
        this.bench = bench;
        this.part = part;
        this.dataset = Dataset.forMetrics(metrics, bench.options().rows(), Options.period());
        this.cached = cached;
    }

    void measure() throws Exception {
        long enough = Bench.megabytesFor(dataset.rows());
        long tableBlocks;
        try (Server server = bench.server("0", enough)) {
            tableBlocks = Blocks.ofTable(bench.database(server, dataset));
            if (cached) {
                measure(server, tableBlocks);
            }
        }
        if (!cached) {
            try (Server server = bench.server("0", Math.max(1, tableBlocks / 128 / 10))) {
                measure(server, tableBlocks);
            }
        }
    }

    private void measure(Server server, long tableBlocks) throws Exception {
        TestDatabase.Url database = bench.database(server, dataset);
        bench.tell(
                part,
                "## %d metrics, %,d rows, %s%n%n%s"
                        .formatted(
                                dataset.metrics(),
                                dataset.rows(),
                                cached ? "table cached" : "shared buffers a tenth of the table",
                                Machine.describe(server)));
        Rounds rounds = new Rounds(database);
        interleaved(rounds, database);
        if (cached) {
            batches(rounds, database);
        }
        later(rounds, database);
        bench.tell(part, rounds.table(tableBlocks));
        bench.tell(part, Phases.table(runs.subList(0, bench.options().rounds())));
        bench.tell(part, Aims.table(rounds, dataset.metrics(), cached, tableBlocks));
    }

    private void interleaved(Rounds rounds, TestDatabase.Url database) throws Exception {
        Period period = dataset.first();
        for (int round = 0; round < bench.options().rounds(); round++) {
            Map<String, Long> alone = rounds.measure(ALONE, new EachAlone(database, dataset, period));
            BenchmarkInstallation installation =
                    BenchmarkInstallation.make(bench.newHome(), database, dataset, BenchmarkInstallation.Pacing.FULL);
            same(COLD, rounds.measure(COLD, new Ours(installation, period, runs)), alone);
            same(BY_HAND, rounds.measure(BY_HAND, new ByHand(database, dataset, period)), alone);
            rounds.measure(SCAN, new BareScan(database));
        }
    }

    private void batches(Rounds rounds, TestDatabase.Url database) throws Exception {
        Map<String, Long> alone =
                new EachAlone(database, dataset, dataset.first()).answer().values();
        database.execute(IdBatches.INDEX);
        for (int round = 0; round < bench.options().roundsOfBatches(dataset.metrics()); round++) {
            same(BATCHES, rounds.measure(BATCHES, new IdBatches(database, dataset, dataset.first())), alone);
        }
        database.execute(IdBatches.NO_INDEX);
    }

    private void later(Rounds rounds, TestDatabase.Url database) throws Exception {
        BenchmarkInstallation first = BenchmarkInstallation.makeAppendOnly(bench.newHome(), database, dataset);
        if (!new Ours(first, dataset.first(), runs).isUnderstood()) {
            bench.tell(part, LATER + ": not built: the program refuses `append_only: true`.\n");
            return;
        }
        new Ours(first, dataset.first(), runs).run();
        database.execute(dataset.grow().toArray(String[]::new));
        Period next = dataset.first().next();
        Map<String, Long> alone =
                new EachAlone(database, dataset, next).answer().values();
        for (int round = 0; round < bench.options().rounds(); round++) {
            same(LATER, rounds.measure(LATER, new Ours(first.copy(bench.newHome()), next, runs)), alone);
        }
        database.execute(dataset.shrink().toArray(String[]::new));
    }

    private static void same(String side, Map<String, Long> values, Map<String, Long> expected) {
        assertThat(values).as(side).isEqualTo(expected);
    }
}
