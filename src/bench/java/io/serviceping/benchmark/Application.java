package io.serviceping.benchmark;

import io.serviceping.testing.TestDatabase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** What a ping costs the application that uses the same server, on all cores. */
final class Application {
    private static final String BEFORE = "no ping";
    private static final double WANTED = 0.95;
    private static final int METRICS = 72;

    private final Bench bench;
    private final Options.Part part;
    private final Dataset dataset;

    Application(Bench bench, Options.Part part) {
        this.bench = bench;
        this.part = part;
        this.dataset = Dataset.forMetrics(METRICS, bench.options().rows(), Options.period());
    }

    void measure() throws Exception {
        if (!PgBench.isInstalled()) {
            bench.tell(part, "Load on the application: not measured, `pgbench` is not installed.\n");
            return;
        }
        try (Server server = bench.server(Cores.all(), Bench.megabytesFor(dataset.rows()))) {
            TestDatabase.Url database = bench.database(server, dataset);
            server.admin()
                    .execute("drop database if exists benchmark_application", "create database benchmark_application");
            PgBench application = new PgBench(
                    server.database("benchmark_application"),
                    bench.work(),
                    Cores.here(),
                    bench.options().loadSeconds());
            application.initialize();
            bench.tell(
                    part,
                    "## Load on the application, %d metrics, %,d rows, %d cores%n%n%s"
                            .formatted(METRICS, dataset.rows(), Cores.here(), Machine.describe(server)));
            double most = measure(application, database, 0);
            measure(application, database, most / 2);
        }
    }

    /** The transactions a second without a ping. */
    private double measure(PgBench application, TestDatabase.Url database, double rate) throws Exception {
        Map<String, Background.Start> counting = new LinkedHashMap<>();
        counting.put(BEFORE, Background::nothing);
        counting.put("ours, `max-load: 0.25`", pings(database, 0.25));
        counting.put("ours, `max-load: 1.0`", pings(database, 1.0));
        counting.put(SideBySide.ALONE, () -> Background.statements(database, dataset));
        Map<String, List<PgBench.Load>> loads = new LinkedHashMap<>();
        for (int round = 0; round < bench.options().rounds(); round++) {
            for (Map.Entry<String, Background.Start> one : counting.entrySet()) {
                try (Background running = one.getValue().begin()) {
                    PgBench.Load load = application.run(rate);
                    running.check();
                    loads.computeIfAbsent(one.getKey(), none -> new ArrayList<>())
                            .add(load);
                    System.out.println("  " + one.getKey() + ": " + load);
                }
            }
        }
        bench.tell(part, title(application, rate) + table(loads));
        return median(Objects.requireNonNull(loads.get(BEFORE)), PgBench.Load::perSecond);
    }

    private Background.Start pings(TestDatabase.Url database, double maxLoad) {
        return () -> Background.pings(bench, database, dataset, new BenchmarkInstallation.Pacing(1, maxLoad));
    }

    private static String title(PgBench application, double rate) {
        return "%d clients, %s, %d s a run:%n%n"
                .formatted(
                        application.clients(),
                        rate == 0 ? "as fast as they can" : "%,.0f transactions a second asked for".formatted(rate),
                        application.seconds());
    }

    private static Table table(Map<String, List<PgBench.Load>> loads) {
        Table table = new Table("while", "transactions a second", "kept", "99th percentile, ms", "times as long", "");
        double before = median(Objects.requireNonNull(loads.get(BEFORE)), PgBench.Load::perSecond);
        double p99Before = median(Objects.requireNonNull(loads.get(BEFORE)), PgBench.Load::p99);
        loads.forEach((name, runs) -> {
            double kept = median(runs, PgBench.Load::perSecond) / before;
            double p99 = median(runs, PgBench.Load::p99);
            String aim = kept >= WANTED ? "met: at least 95 %" : "**missed**: at least 95 %";
            table.row(
                    name,
                    Table.number(kept * before),
                    "%.1f %%".formatted(kept * 100),
                    "%.2f".formatted(p99),
                    "%.2f".formatted(p99 / p99Before),
                    name.contains("0.25") ? aim : "");
        });
        return table;
    }

    private static double median(List<PgBench.Load> loads, ToDoubleFunction<PgBench.Load> what) {
        return Medians.of(loads.stream().map(what::applyAsDouble).toList());
    }
}
