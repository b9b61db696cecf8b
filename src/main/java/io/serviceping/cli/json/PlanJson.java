package io.serviceping.cli.json;

import io.serviceping.count.Estimate;
import io.serviceping.count.ScanCost;
import io.serviceping.definition.KeyPath;
import io.serviceping.plan.scan.IncrementalMode;
import io.serviceping.plan.scan.NotShared;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.plan.scan.WrittenScan;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A plan, with costs if they were asked for. */
public final class PlanJson {
    private final Optional<Costs> costs;

    private PlanJson(Optional<Costs> costs) {
        this.costs = costs;
    }

    /** What the databases expect. */
    public interface Costs {
        /** Of one statement over the whole table. */
        Estimate of(WrittenScan statement);

        /** Of a shared scan, and of its metrics. */
        ScanCost of(SharedScan scan);
    }

    /** The document. */
    public static String of(String period, Plan plan, Optional<Costs> costs) {
        PlanJson json = new PlanJson(costs);
        Map<KeyPath, String> reasons = plan.notShared().stream()
                .collect(Collectors.toMap(one -> one.metric().keyPath(), NotShared::why, (one, other) -> one));
        ArrayNode scans = Json.list(plan.shared(), json::shared);
        plan.scans().forEach(scan -> scans.add(json.asWritten(scan, reasons)));
        ObjectNode document = Json.object();
        document.put("period", period);
        document.put("as_of", plan.asOf().toString());
        document.set("scans", scans);
        document.set(
                "left_out",
                Json.list(plan.omitted(), omitted -> metric(omitted.metric()).put("reason", omitted.reason())));
        return Json.text(document);
    }

    private ObjectNode shared(SharedScan scan) {
        ObjectNode node = scan(scan.database(), true, scan.answers());
        node.put("from", scan.fused().source().from());
        node.put("range", scan.range().key().readable());
        node.put("range_reason", scan.range().reason());
        node.put("append_only", scan.incremental() instanceof IncrementalMode.Settled);
        node.put(
                "append_only_impossible",
                scan.incremental() instanceof IncrementalMode.Impossible impossible ? impossible.why() : null);
        node.set("statements", Json.list(scan.whole(scan.fused()), this::statement));
        node.set(
                "sketches",
                Json.texts(scan.answers().stream()
                        .map(scan.asWritten()::get)
                        .filter(Objects::nonNull)
                        .flatMap(one -> one.sketches().stream())
                        .map(WrittenScan::readable)
                        .toList()));
        costs.ifPresent(some -> node.set("metric_costs", metricCosts(scan, some.of(scan))));
        return node;
    }

    private ObjectNode asWritten(WrittenScan scan, Map<KeyPath, String> reasons) {
        ObjectNode node = scan(scan.database(), false, scan.answers());
        node.put("why_not_shared", reasons.get(scan.answers().get(0).keyPath()));
        node.set("statements", Json.list(List.of(scan), this::statement));
        node.set(
                "sketches",
                Json.texts(scan.sketches().map(WrittenScan::readable).stream().toList()));
        return node;
    }

    private static ObjectNode scan(String database, boolean shared, List<PlannedMetric> answers) {
        ObjectNode node = Json.object();
        node.put("database", database);
        node.put("shared", shared);
        node.set("answers", Json.list(answers, PlanJson::metric));
        return node;
    }

    private static ObjectNode metric(PlannedMetric metric) {
        return Json.object()
                .put("key_path", metric.keyPath().value())
                .put("time_frame", metric.timeFrame().text());
    }

    private ObjectNode statement(WrittenScan statement) {
        ObjectNode node = Json.object().put("sql", statement.readable());
        costs.ifPresent(some -> estimate(node, "cost", some.of(statement), true));
        return node;
    }

    private static ArrayNode metricCosts(SharedScan scan, ScanCost cost) {
        return Json.list(scan.answers(), metric -> {
            ObjectNode node = metric(metric);
            OptionalDouble added = cost.added(metric);
            node.put("added", added.isPresent() ? Double.valueOf(added.getAsDouble()) : null);
            estimate(node, "alone", Objects.requireNonNull(cost.alone().get(metric)), false);
            return node;
        });
    }

    private static void estimate(ObjectNode node, String key, Estimate estimate, boolean withRows) {
        Optional<Estimate.Known> known =
                Optional.of(estimate).filter(Estimate.Known.class::isInstance).map(Estimate.Known.class::cast);
        node.put(key, known.map(Estimate.Known::cost).orElse(null));
        if (withRows) {
            node.put("rows", known.map(Estimate.Known::rows).orElse(null));
        }
        node.put("no_estimate", estimate instanceof Estimate.Unknown unknown ? unknown.why() : null);
    }
}
