package io.serviceping.plan;

import io.serviceping.definition.EventQuery;
import io.serviceping.definition.InvalidDefinitionsException;
import io.serviceping.definition.Lifecycle;
import io.serviceping.definition.Metric;
import io.serviceping.definition.MetricDefinition;
import io.serviceping.definition.TimeFrame;
import io.serviceping.definition.TimestampColumn;
import io.serviceping.definition.ValueType;
import io.serviceping.definition.file.Problem;
import io.serviceping.definition.sql.MetricSelect;
import io.serviceping.plan.scan.OmittedMetric;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.WrittenScan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
        Map<TimestampColumn, WindowInserter> windows = new HashMap<>();
        List<WrittenScan> scans = new ArrayList<>();
        List<OmittedMetric> omitted = new ArrayList<>();
        Set<Problem> problems = new LinkedHashSet<>();
        for (MetricDefinition definition : definitions) {
            if (definition.status() instanceof Lifecycle.Removed) {
                continue;
            }
            Questions questions = new Questions(definition, asOf, windows);
            for (Metric metric : definition.metrics()) {
                PlannedMetric planned = new PlannedMetric(
                        metric.keyPath(), metric.timeFrame(), definition.valueType(), definition.productGroup());
                omission(definition, planned)
                        .ifPresentOrElse(
                                omitted::add,
                                () -> questions
                                        .of(definition.select(), metric.timeFrame())
                                        .ifPresentOrElse(
                                                statement -> scans.add(scan(definition, planned, statement, questions)),
                                                () -> problems.add(noWindow(definition))));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidDefinitionsException(List.copyOf(problems));
        }
        scans.sort(Comparator.comparing(scan -> scan.answers().get(0).keyPath()));
        omitted.sort(Comparator.comparing(one -> one.metric().keyPath()));
        return PlanSanityCheck.checked(new Plan(asOf, scans, omitted));
    }

    private Optional<OmittedMetric> omission(MetricDefinition definition, PlannedMetric metric) {
        Optional<String> leftOut = uncounted(definition.status())
                .or(() -> selection.reasonAgainst(metric.keyPath(), definition.dataCategory()));
        if (leftOut.isEmpty() && definition.status() instanceof Lifecycle.Refused refused) {
            return Optional.of(new OmittedMetric(
                    metric, OmittedMetric.Why.TOO_LARGE, refused.problem().message()));
        }
        return leftOut.map(reason -> new OmittedMetric(metric, OmittedMetric.Why.LEFT_OUT, reason));
    }

    private static Optional<String> uncounted(Lifecycle status) {
        if (status instanceof Lifecycle.Broken) {
            return Optional.of("broken until it is repaired");
        }
        return status instanceof Lifecycle.Expired expired ? Optional.of(expired.reason()) : Optional.empty();
    }

    private static Problem noWindow(MetricDefinition definition) {
        return new Problem(
                definition.file(), definition.line(), definition.keyPath().value(), NO_WINDOW);
    }

    private static WrittenScan scan(
            MetricDefinition definition, PlannedMetric metric, MetricStatement statement, Questions questions) {
        Optional<MetricStatement> sketches = definition
                .event()
                .flatMap(EventQuery::sketches)
                .flatMap(select -> questions.of(select, metric.timeFrame()));
        return new WrittenScan(
                definition.database(),
                statement.sql(),
                statement.parameters(),
                List.of(metric),
                metric.valueType() == ValueType.OBJECT && AddingUp.isCertain(definition.select()),
                sketches.map(
                        one -> new WrittenScan(definition.database(), one.sql(), one.parameters(), List.of(metric))));
    }

    /** What a definition asks for each time frame. The window is put into each SELECT once. */
    private static final class Questions {
        private final MetricDefinition definition;
        private final Instant asOf;
        private final Map<TimestampColumn, WindowInserter> windows;
        private final Map<MetricSelect, Optional<String>> windowed = new HashMap<>();

        /**
         * @param windows those of the columns seen so far
         */
        Questions(MetricDefinition definition, Instant asOf, Map<TimestampColumn, WindowInserter> windows) {
            this.definition = definition;
            this.asOf = asOf;
            this.windows = windows;
        }

        /** Empty where the window has no place in the SELECT. */
        Optional<MetricStatement> of(MetricSelect select, TimeFrame frame) {
            if (!frame.isWindow()) {
                return Optional.of(MetricStatement.asWritten(select));
            }
            TimestampColumn column = definition.timestampColumn().orElseThrow();
            return windowed(select, column).map(sql -> MetricStatement.windowed(sql, column, frame, asOf));
        }

        private Optional<String> windowed(MetricSelect select, TimestampColumn column) {
            WindowInserter window = windows.computeIfAbsent(column, WindowInserter::new);
            return windowed.computeIfAbsent(select, window::addedTo);
        }
    }
}
