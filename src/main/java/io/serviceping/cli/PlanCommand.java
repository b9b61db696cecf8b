package io.serviceping.cli;

import io.serviceping.cli.console.ExitCode;
import io.serviceping.cli.console.Tone;
import io.serviceping.cli.json.JsonOption;
import io.serviceping.cli.json.PlanJson;
import io.serviceping.count.catalog.FunctionCheck;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.definition.KeyPath;
import io.serviceping.job.installation.PingPlanner;
import io.serviceping.job.installation.StageFactory;
import io.serviceping.plan.scan.IncrementalMode;
import io.serviceping.plan.scan.NotShared;
import io.serviceping.plan.scan.OmittedMetric;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.RangeKey;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.plan.scan.WrittenScan;
import io.serviceping.settings.ServicePingSettings;
import io.serviceping.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "plan",
        description =
                "Print the scans of a ping, their SQL, which metrics each answers, and why a metric runs alone. Counts nothing.",
        footer = {
            "",
            "Examples:",
            "  service-ping plan",
            "  service-ping plan --period 2026-W46",
            "  service-ping plan --cost      also what the database expects a scan to cost",
            "",
            "Each statement can be pasted into a SQL prompt as it is."
        })
final class PlanCommand implements Callable<Integer> {
    private static final int COLUMN = 11;

    private final CommonOptions common;

    @Option(names = "--period", paramLabel = "WEEK", description = "An ISO week that has ended, such as 2026-W46.")
    private Optional<Period> period = Optional.empty();

    @Option(
            names = "--cost",
            description = "Also the database's own estimates (EXPLAIN): of scans, and of each metric.")
    private boolean cost;

    @Mixin
    private final JsonOption json = new JsonOption();

    PlanCommand(CommonOptions common) {
        this.common = common;
    }

    @Override
    public Integer call() throws Exception {
        Period week = common.period(period);
        ServicePingSettings settings = common.settings();
        try (ApplicationDatabases databases = StageFactory.of(settings)) {
            PingPlanner planner = new PingPlanner(common.home(), settings);
            Plan plan = planner.shared(week, common.now(), databases);
            FunctionCheck check = new FunctionCheck(databases, planner.functions());
            Optional<PlanCost> costs =
                    cost ? Optional.of(PlanCost.of(plan, databases, check, common)) : Optional.empty();
            json.print(
                    common.out(),
                    () -> PlanJson.of(week.toString(), plan, costs.map(PlanJson.Costs.class::cast)),
                    () -> print(week, plan, costs));
        }
        return ExitCode.DONE.number();
    }

    private void print(Period week, Plan plan, Optional<PlanCost> costs) {
        int sharing =
                plan.shared().stream().mapToInt(scan -> scan.answers().size()).sum();
        common.print("Plan for " + week + " (as of " + plan.asOf() + "): "
                + counted(plan.shared().size(), "shared scan answers ", "shared scans answer ")
                + counted(sharing, "metric, ", "metrics, ")
                + counted(plan.scans().size(), "metric runs as written, ", "metrics run as written, ")
                + counted(plan.omitted().size(), "is left out.", "are left out."));
        int number = 1;
        for (SharedScan scan : plan.shared()) {
            print(number++, scan, costs);
        }
        Map<KeyPath, String> reasons = plan.notShared().stream()
                .collect(Collectors.toMap(one -> one.metric().keyPath(), NotShared::why, (one, other) -> one));
        for (WrittenScan scan : plan.scans()) {
            print(number++, scan, reasons);
            costs.ifPresent(some -> common.print(some.line(scan)));
        }
        plan.omitted().forEach(this::print);
        costs.ifPresent(some -> some.total().forEach(common.out()::line));
    }

    private void print(int number, SharedScan scan, Optional<PlanCost> costs) {
        common.print("");
        common.print("scan " + number + " on " + scan.database() + ", shared: "
                + scan.fused().source().from());
        print("range", scan.range().key().readable() + " (" + scan.range().reason() + ")");
        if (scan.incremental() instanceof IncrementalMode.Settled) {
            print(
                    "keeping",
                    "append only: the next ping reads on behind rows that are settled; rows dated more than a day"
                            + " ahead, with rows near them, are counted again until then, and where there are many all rows"
                            + " behind them");
        } else if (scan.incremental() instanceof IncrementalMode.Impossible impossible) {
            print("keeping", "nothing, though append_only is declared: " + impossible.why());
        }
        print("answers", scan.answers().stream().map(PlanCommand::named).collect(Collectors.joining(", ")));
        for (WrittenScan whole : scan.whole(scan.fused())) {
            common.print(
                    scan.range().key() instanceof RangeKey.Whole
                            ? "  statement, over the whole table"
                            : "  statement, for each range of the table");
            whole.readable().lines().forEach(line -> common.out().document("    " + line));
            costs.ifPresent(some -> common.print(some.line(whole)));
        }
        printSketches(scan.answers().stream()
                .map(scan.asWritten()::get)
                .filter(Objects::nonNull)
                .toList());
        costs.ifPresent(some -> some.metrics(scan).forEach(common.out()::line));
    }

    private void print(String label, String text) {
        common.out().labelled(Tone.PLAIN, "  " + label, COLUMN, text);
    }

    private void printSketches(List<WrittenScan> scans) {
        List<WrittenScan> sketched =
                scans.stream().filter(scan -> scan.sketches().isPresent()).toList();
        if (!sketched.isEmpty()) {
            common.print("  then, for distinct values that are not rows");
            sketched.forEach(scan -> common.out()
                    .line("    " + scan.answers().get(0).keyPath() + ": "
                            + scan.sketches().orElseThrow().readable().replace('\n', ' ')));
        }
    }

    private void print(int number, WrittenScan scan, Map<KeyPath, String> reasons) {
        PlannedMetric metric = scan.answers().get(0);
        common.print("");
        common.print("scan " + number + " on " + scan.database() + ", as written: "
                + reasons.getOrDefault(metric.keyPath(), ""));
        print("answers", named(metric));
        scan.readable().lines().forEach(line -> common.out().document("    " + line));
        printSketches(List.of(scan));
    }

    private void print(OmittedMetric omitted) {
        common.print("");
        common.print("left out: " + named(omitted.metric()) + ": " + omitted.reason());
    }

    private static String counted(int number, String one, String several) {
        return number + " " + (number == 1 ? one : several);
    }

    static String named(PlannedMetric metric) {
        return metric.keyPath() + " (" + metric.timeFrame().text() + ")";
    }
}
