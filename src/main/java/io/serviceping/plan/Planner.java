package io.serviceping.plan;

import io.serviceping.definition.InvalidDefinitionsException;
import io.serviceping.definition.Lifecycle;
import io.serviceping.definition.Metric;
import io.serviceping.definition.MetricDefinition;
import io.serviceping.definition.Problem;
import io.serviceping.definition.ValueType;
import io.serviceping.plan.scan.OmittedMetric;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.WrittenScan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns definitions into a plan: the statements to run and the metrics that are omitted. */
public final class Planner {
    private static final String NO_WINDOW =
            "sql: cannot take the window of 7d or 28d: there is no place in it where the condition on timestamp_column would"
                    + " certainly mean what it should; leave out clauses that your database does not know, or put the SELECT"
                    + " into a view and select from that";

    private final MetricSelection selection;

    public Planner(MetricSelection selection) {
        this.selection = selection;
    }

    /**
     * The plan of all active definitions for a ping.
     *
     * @param asOf the end of every window
     * @throws InvalidDefinitionsException with each definition to whose SELECT the window cannot be added
     */
    public Plan plan(List<MetricDefinition> definitions, Instant asOf) throws InvalidDefinitionsException {
        List<WrittenScan> scans = new ArrayList<>();
        List<OmittedMetric> omitted = new ArrayList<>();
        Set<Problem> problems = new LinkedHashSet<>();
        for (MetricDefinition definition : definitions) {
            if (definition.status() instanceof Lifecycle.Removed) {
                continue;
            }
            for (Metric metric : definition.metrics()) {
                PlannedMetric planned = new PlannedMetric(
                        metric.keyPath(), metric.timeFrame(), definition.valueType(), definition.productGroup());
                omission(definition, planned)
                        .ifPresentOrElse(
                                omitted::add,
                                () -> question(definition, metric, asOf)
                                        .ifPresentOrElse(
                                                question -> scans.add(scan(definition, planned, question)),
                                                () -> problems.add(noWindow(definition))));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidDefinitionsException(List.copyOf(problems));
        }
        scans.sort(Comparator.comparing(scan -> scan.answers().get(0).keyPath()));
        omitted.sort(Comparator.comparing(one -> one.metric().keyPath()));
        return new Plan(asOf, scans, omitted);
    }

    private Optional<OmittedMetric> omission(MetricDefinition definition, PlannedMetric metric) {
        Optional<String> leftOut = definition.status() instanceof Lifecycle.Broken
                ? Optional.of("broken until it is repaired")
                : selection.reasonAgainst(metric.keyPath(), definition.dataCategory());
        if (leftOut.isEmpty() && definition.status() instanceof Lifecycle.Refused refused) {
            return Optional.of(new OmittedMetric(
                    metric, OmittedMetric.Why.TOO_LARGE, refused.problem().message()));
        }
        return leftOut.map(reason -> new OmittedMetric(metric, OmittedMetric.Why.LEFT_OUT, reason));
    }

    private static Optional<MetricStatement> question(MetricDefinition definition, Metric metric, Instant asOf) {
        return metric.timeFrame().isWindow()
                ? MetricStatement.windowed(
                        definition.sql(), definition.timestampColumn().orElseThrow(), metric.timeFrame(), asOf)
                : Optional.of(MetricStatement.asWritten(definition.sql()));
    }

    private static Problem noWindow(MetricDefinition definition) {
        return new Problem(
                definition.file(), definition.line(), definition.keyPath().value(), NO_WINDOW);
    }

    private static WrittenScan scan(MetricDefinition definition, PlannedMetric metric, MetricStatement question) {
        return new WrittenScan(
                definition.database(),
                question.sql(),
                question.parameters(),
                List.of(metric),
                metric.valueType() == ValueType.OBJECT && AddingUp.isCertain(definition.sql()));
    }
}
