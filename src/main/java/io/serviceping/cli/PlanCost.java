package io.serviceping.cli;

import io.serviceping.cli.console.ProgressLine;
import io.serviceping.cli.json.PlanJson;
import io.serviceping.count.CostEstimates;
import io.serviceping.count.Estimate;
import io.serviceping.count.ScanCost;
import io.serviceping.count.catalog.FunctionCheck;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.plan.scan.WrittenScan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/** The lines of {@code plan --cost}: the cost that the databases estimate for a plan. */
final class PlanCost implements PlanJson.Costs {
    private final Map<WrittenScan, Estimate> statements = new LinkedHashMap<>();
    private final Map<SharedScan, ScanCost> shared = new LinkedHashMap<>();
    private final Plan plan;

    private PlanCost(Plan plan) {
        this.plan = plan;
    }

    static PlanCost of(Plan plan, ApplicationDatabases databases, FunctionCheck check, CommonOptions common) {
        PlanCost costs = new PlanCost(plan);
        CostEstimates estimates = new CostEstimates(databases, check);
        int scans = plan.shared().size() + plan.scans().size();
        try (ProgressLine progress = common.progress("Estimating")) {
            int done = 0;
            for (SharedScan scan : plan.shared()) {
                costs.shared.put(scan, estimates.of(scan, plan.asOf()));
                scan.whole(scan.fused()).forEach(whole -> costs.statements.put(whole, estimates.of(whole)));
                progress.counted(++done, scans);
            }
            for (WrittenScan scan : plan.scans()) {
                costs.statements.put(scan, estimates.of(scan));
                progress.counted(++done, scans);
            }
        }
        return costs;
    }

    @Override
    public Estimate of(WrittenScan statement) {
        return Objects.requireNonNull(statements.get(statement));
    }

    @Override
    public ScanCost of(SharedScan scan) {
        return Objects.requireNonNull(shared.get(scan));
    }

    String line(WrittenScan statement) {
        Estimate estimate = of(statement);
        if (estimate instanceof Estimate.Known known) {
            return "  cost     " + number(known.cost()) + " for " + known.rows()
                    + (known.rows() == 1 ? " row" : " rows");
        }
        return "  cost     " + ((Estimate.Unknown) estimate).why();
    }

    /** What each metric adds to a shared scan. Empty: the database has no estimates. */
    List<String> metrics(SharedScan scan) {
        ScanCost cost = of(scan);
        if (cost.pass().isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add(
                cost.fewer().isEmpty()
                        ? "  what each metric costs by itself (a scan of more than " + CostEstimates.MOST_METRICS
                                + " metrics: what each adds is not worked out)"
                        : "  what each metric adds to the cost, and costs by itself");
        for (PlannedMetric metric : scan.answers()) {
            Estimate alone = Objects.requireNonNull(cost.alone().get(metric));
            boolean known = alone instanceof Estimate.Known;
            lines.add(String.format(
                            Locale.ROOT,
                            "  %14s %14s  ",
                            number(cost.added(metric)),
                            alone instanceof Estimate.Known one ? number(one.cost()) : "-")
                    + PlanCommand.named(metric)
                    + (known ? "" : ": " + ((Estimate.Unknown) alone).why()));
        }
        return lines;
    }

    /** The cost as planned against the cost of each metric alone, where both have estimates. */
    List<String> total() {
        double planned = 0;
        double apart = 0;
        int known = 0;
        for (ScanCost cost : shared.values()) {
            if (cost.pass().isPresent() && cost.apart().isPresent()) {
                planned += cost.pass().getAsDouble();
                apart += cost.apart().getAsDouble();
                known++;
            }
        }
        for (WrittenScan scan : plan.scans()) {
            if (statements.get(scan) instanceof Estimate.Known one) {
                planned += one.cost();
                apart += one.cost();
                known++;
            }
        }
        int unknown = shared.size() + plan.scans().size() - known;
        return List.of(
                "",
                known == 0
                        ? "No scan has an estimate."
                        : "Estimated cost of all scans as planned: " + number(planned) + "; of each metric by itself: "
                                + number(apart) + "."
                                + (unknown == 0
                                        ? ""
                                        : " Without " + unknown + (unknown == 1 ? " scan that has" : " scans that have")
                                                + " no estimate."));
    }

    private static String number(OptionalDouble cost) {
        return cost.isPresent() ? number(cost.getAsDouble()) : "-";
    }

    private static String number(double cost) {
        return String.format(Locale.ROOT, "%.2f", cost);
    }
}
