package io.serviceping.cli;

import io.serviceping.job.Planning;
import io.serviceping.plan.Omitted;
import io.serviceping.plan.Period;
import io.serviceping.plan.Plan;
import io.serviceping.plan.PlannedMetric;
import io.serviceping.plan.Scan;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "plan",
        description = "Print the scans of a ping, their SQL and which metrics each answers. Asks no database.",
        footer = {
            "",
            "Examples:",
            "  service-ping plan",
            "  service-ping plan --period 2026-W46",
            "",
            "Each statement can be pasted into a SQL prompt as it is."
        })
final class PlanCommand implements Callable<Integer> {
    private final CommonOptions common;

    @Option(names = "--period", paramLabel = "WEEK", description = "An ISO week that has ended, such as 2026-W46.")
    private Optional<Period> period = Optional.empty();

    PlanCommand(CommonOptions common) {
        this.common = common;
    }

    @Override
    public Integer call() throws Exception {
        Period week = common.period(period);
        Plan plan = new Planning(common.home(), common.settings()).plan(week);
        common.print("Plan for " + week + " (as of " + plan.asOf() + "): "
                + plan.scans().size()
                + " scans answer "
                + plan.scans().stream().mapToInt(scan -> scan.answers().size()).sum()
                + " metrics; " + plan.omitted().size() + " left out.");
        int number = 1;
        for (Scan scan : plan.scans()) {
            print(number++, scan);
        }
        plan.omitted().forEach(this::print);
        return ExitCode.DONE.number();
    }

    private void print(int number, Scan scan) {
        common.print("");
        common.print("scan " + number + " on " + scan.database());
        common.print(
                "  answers " + scan.answers().stream().map(PlanCommand::named).collect(Collectors.joining(", ")));
        scan.readable().lines().forEach(line -> common.print("  " + line));
    }

    private void print(Omitted omitted) {
        common.print("");
        common.print("left out: " + named(omitted.metric()) + ": " + omitted.reason());
    }

    private static String named(PlannedMetric metric) {
        return metric.keyPath() + " (" + metric.timeFrame().text() + ")";
    }
}
