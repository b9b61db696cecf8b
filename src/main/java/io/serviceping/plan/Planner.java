package io.serviceping.plan;

import io.serviceping.definition.Lifecycle;
import io.serviceping.definition.Metric;
import io.serviceping.definition.MetricDefinition;
import io.serviceping.definition.ValueType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Turns definitions into a plan: which statements are run, and what is left out. */
public final class Planner {
    private final Selection selection;

    public Planner(Selection selection) {
        this.selection = selection;
    }

    /** The plan of all active definitions for a ping that ends at that instant. */
    public Plan plan(List<MetricDefinition> definitions, Instant asOf) {
        List<Scan> scans = new ArrayList<>();
        List<Omitted> omitted = new ArrayList<>();
        for (MetricDefinition definition : definitions) {
            if (definition.status() instanceof Lifecycle.Removed) {
                continue;
            }
            for (Metric metric : definition.metrics()) {
                PlannedMetric planned = new PlannedMetric(
                        metric.keyPath(), metric.timeFrame(), definition.valueType(), definition.productGroup());
                reasonAgainst(definition, metric)
                        .ifPresentOrElse(
                                reason -> omitted.add(new Omitted(planned, reason)),
                                () -> scans.add(scan(definition, planned, asOf)));
            }
        }
        scans.sort(Comparator.comparing(scan -> scan.answers().get(0).keyPath()));
        omitted.sort(Comparator.comparing(one -> one.metric().keyPath()));
        return new Plan(asOf, scans, omitted);
    }

    private Optional<String> reasonAgainst(MetricDefinition definition, Metric metric) {
        return definition.status() instanceof Lifecycle.Broken
                ? Optional.of("broken until it is repaired")
                : selection.reasonAgainst(metric.keyPath(), definition.dataCategory());
    }

    private static Scan scan(MetricDefinition definition, PlannedMetric metric, Instant asOf) {
        Question question = definition
                .timestampColumn()
                .filter(column -> metric.timeFrame().isWindow())
                .map(column -> Question.windowed(definition.sql(), column, metric.timeFrame(), asOf))
                .orElseGet(() -> Question.asWritten(definition.sql()));
        return new Scan(
                definition.database(),
                question.sql(),
                question.parameters(),
                List.of(metric),
                metric.valueType() == ValueType.OBJECT && AddingUp.isCertain(definition.sql()));
    }
}
