package io.serviceping.benchmark;

import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What a whole process of a command costs, in turn with the jar of another build or of this one. */
final class Starts {
    private static final int ROUNDS = 7;
    private static final int DEFINITIONS = 300;
    private static final int METRICS = 72;
    private static final int METRICS_A_DEFINITION = 3;

    private final Bench bench;
    private final Options.Part part;
    private final Table table = new Table(
            "command",
            "jar, CPU seconds",
            "now, CPU seconds",
            "ratio",
            "aim",
            "jar, wall",
            "now, wall",
            "jar, MB resident",
            "now, MB resident");

    Starts(Bench bench, Options.Part part) {
        this.bench = bench;
        this.part = part;
    }

    private interface Arguments {
        /** Of one process. */
        String[] next() throws Exception;
    }

    void measure() throws Exception {
        Program before = Program.jar(Options.jarBefore());
        Program now = Options.launcher().isPresent()
                ? Program.launcher(Options.launcher().get())
                : Program.extracted(Options.jar(), bench.work());
        try (Server server =
                bench.server(Cores.all(), Bench.megabytesFor(bench.options().rows()))) {
            bench.tell(
                    part,
                    "## Starting%n%n%s%njar: %s %s; now: %s%n"
                            .formatted(Machine.describe(server), before, Options.jarBefore(), now));
            Path demo = bench.newHome();
            now.run("--home", demo.toString(), "demo");
            String home = demo.resolve("state/demo").toString();
            compare("`--help`", 0.30, before, now, () -> new String[] {"--help"});
            compare("`opt-in`", 0.30, before, now, () -> new String[] {"--home", home, "opt-in"});
            compare("`status`, definitions checked before", 0.20, before, now, () ->
                    new String[] {"--home", home, "status"});
            compare("`run` with nothing to do", 0.30, before, now, () -> new String[] {"--home", home, "run"});
            String definitions = definitions(server);
            compare("`validate`, " + DEFINITIONS + " definitions", 0.30, before, now, () ->
                    new String[] {"--home", definitions, "validate"});
            Dataset dataset = Dataset.forMetrics(METRICS, bench.options().rows(), Options.period());
            TestDatabase.Url database = bench.database(server, dataset);
            compare("first `run`, " + METRICS + " metrics", 0.75, before, now, () -> firstRun(database, dataset));
            bench.tell(part, table);
            bench.tell(part, planning(now, server));
        }
    }

    /** Without the server, which plans nothing. */
    private String planning(Program now, Server server) throws Exception {
        String home = ManyTables.site(bench.newHome(), server).home().toString();
        List<Program.Ran> plans = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            plans.add(now.run("--home", home, "plan"));
        }
        return "%n`plan` of %d metrics on a schema of %d tables: %s CPU seconds (aim: at most 1.5), %s s, %s MB resident%n"
                .formatted(
                        ManyTables.METRICS,
                        ManyTables.TABLES,
                        Table.seconds(median(plans, Program.Ran::cpu)),
                        Table.seconds(median(plans, Program.Ran::wall)),
                        Table.number(median(plans, Program.Ran::peakRss)));
    }

    private String definitions(Server server) throws Exception {
        Dataset dataset = Dataset.forMetrics(DEFINITIONS * METRICS_A_DEFINITION, 1_000, Options.period());
        return BenchmarkInstallation.make(bench.newHome(), server.admin(), dataset, BenchmarkInstallation.Pacing.FULL)
                .home()
                .toString();
    }

    private String[] firstRun(TestDatabase.Url database, Dataset dataset) throws Exception {
        BenchmarkInstallation installation =
                BenchmarkInstallation.make(bench.newHome(), database, dataset, BenchmarkInstallation.Pacing.FULL);
        return new String[] {
            "--home",
            installation.home().toString(),
            "run",
            "--no-submit",
            "--period",
            dataset.first().toString()
        };
    }

    private void compare(String command, double aim, Program before, Program now, Arguments arguments)
            throws Exception {
        List<Program.Ran> old = new ArrayList<>();
        List<Program.Ran> young = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            old.add(before.run(arguments.next()));
            young.add(now.run(arguments.next()));
        }
        double ratio = median(young, Program.Ran::cpu) / median(old, Program.Ran::cpu);
        table.row(
                command,
                Table.seconds(median(old, Program.Ran::cpu)),
                Table.seconds(median(young, Program.Ran::cpu)),
                Table.seconds(ratio),
                Table.seconds(aim) + (ratio <= aim ? "" : ": **missed**"),
                Table.seconds(median(old, Program.Ran::wall)),
                Table.seconds(median(young, Program.Ran::wall)),
                Table.number(median(old, Program.Ran::peakRss)),
                Table.number(median(young, Program.Ran::peakRss)));
    }

    private static double median(List<Program.Ran> runs, ToDoubleFunction<Program.Ran> figure) {
        return Medians.of(runs.stream().map(run -> figure.applyAsDouble(run)).toList());
    }
}
