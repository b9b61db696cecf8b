package io.serviceping.plan;

import io.serviceping.definition.KeyPath;
import io.serviceping.definition.MetricDefinition;
import io.serviceping.plan.aggregate.Expressions;
import io.serviceping.plan.facts.Catalog;
import io.serviceping.plan.facts.TableFacts;
import io.serviceping.plan.facts.TableIdentity;
import io.serviceping.plan.fusion.DatabaseFacts;
import io.serviceping.plan.fusion.Fusion;
import io.serviceping.plan.fusion.Narrowing;
import io.serviceping.plan.query.SelectAnalysis;
import io.serviceping.plan.query.SelectAnalyzer;
import io.serviceping.plan.query.Source;
import io.serviceping.plan.scan.FusedScan;
import io.serviceping.plan.scan.IncrementalMode;
import io.serviceping.plan.scan.MetricQuery;
import io.serviceping.plan.scan.NotShared;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.RangeChoice;
import io.serviceping.plan.scan.RangeKey;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.plan.scan.WindowColumn;
import io.serviceping.plan.scan.WrittenScan;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Lets metrics of a plan share scans where this certainly does not change their values. */
public final class SharedScanPlanner {
    /** Tolerance for clocks of other hosts and for columns of days. */
    private static final Duration NO_FUTURE_YET = Duration.ofDays(1);

    private final Map<String, MetricDefinition> definitions = new HashMap<>();
    private final Map<KeyPath, SelectAnalysis> analyses = new HashMap<>();
    private final Instant begun;
    private final Duration settle;
    private final Narrowing narrowing;

    /**
     * @param begun when the counting began
     * @param settle the age at {@code begun} from which a row of an append-only table is settled
     * @param narrowing learns the statements of all scans
     */
    public SharedScanPlanner(List<MetricDefinition> definitions, Instant begun, Duration settle, Narrowing narrowing) {
        this.begun = begun;
        this.settle = settle;
        this.narrowing = narrowing;
        definitions.forEach(definition -> definition
                .metrics()
                .forEach(metric -> this.definitions.put(metric.keyPath().value(), definition)));
    }

    private record SharedSource(String database, Source source) {}

    /**
     * The plan with the shared scans of that database.
     *
     * @param plan in which each metric of that database runs as written; those of {@code notShared} stay so
     * @throws SQLException when the database cannot be asked
     */
    public Plan share(Plan plan, String database, DatabaseFacts facts) throws SQLException {
        Map<SharedSource, List<MetricQuery>> groups = new LinkedHashMap<>();
        Map<PlannedMetric, WrittenScan> written = new LinkedHashMap<>();
        List<NotShared> notShared = new ArrayList<>(plan.notShared());
        Set<PlannedMetric> apart =
                plan.notShared().stream().map(NotShared::metric).collect(Collectors.toSet());
        for (WrittenScan scan : plan.scans()) {
            PlannedMetric metric = scan.answers().get(0);
            if (!scan.database().equals(database) || apart.contains(metric)) {
                continue;
            }
            written.put(metric, scan);
            MetricDefinition definition = definition(metric);
            SelectAnalysis analysis = analysis(definition, facts);
            if (analysis instanceof SelectAnalysis.Understood understood) {
                groups.computeIfAbsent(
                                new SharedSource(
                                        scan.database(),
                                        understood.aggregates().get(0).source()),
                                key -> new ArrayList<>())
                        .add(metricQuery(metric, definition, understood));
            } else if (analysis instanceof SelectAnalysis.AsWritten asWritten) {
                notShared.add(new NotShared(metric, asWritten.why()));
            }
        }
        List<SharedScan> shared = new ArrayList<>(plan.shared());
        for (Map.Entry<SharedSource, List<MetricQuery>> group : groups.entrySet()) {
            shared.addAll(shared(group.getKey(), group.getValue(), facts, plan.asOf(), written, notShared));
        }
        Set<PlannedMetric> sharing =
                shared.stream().flatMap(scan -> scan.answers().stream()).collect(Collectors.toSet());
        notShared.sort(Comparator.comparing(one -> one.metric().keyPath()));
        return PlanSanityCheck.checked(new Plan(
                plan.asOf(),
                shared,
                plan.scans().stream()
                        .filter(scan -> !sharing.contains(scan.answers().get(0)))
                        .toList(),
                notShared,
                plan.omitted()));
    }

    private List<SharedScan> shared(
            SharedSource key,
            List<MetricQuery> metrics,
            DatabaseFacts database,
            Instant asOf,
            Map<PlannedMetric, WrittenScan> written,
            List<NotShared> notShared)
            throws SQLException {
        Optional<TableFacts> table = database.catalog().table(key.source().table());
        if (table.isEmpty()) {
            metrics.forEach(one -> notShared.add(new NotShared(
                    one.metric(), "its table is not there, may not be read, or is locked", Optional.empty())));
            return List.of();
        }
        Expressions expressions = database.expressions(key.source());
        Fusion fusion = new Fusion(database.dialect(), expressions, asOf, false, narrowing);
        FusedScan together = fusion.fuse(key.source(), bounded(metrics, table.get(), notShared));
        notShared.addAll(together.notFused());
        List<MetricQuery> fusible = metrics.stream()
                .filter(one -> together.answers().containsKey(one.metric()))
                .toList();
        List<List<MetricQuery>> parts = TimeRanges.apart(key.source(), fusible, table.get());
        List<TableIdentity> tables = identities(key.source(), database.catalog());
        List<SharedScan> scans = new ArrayList<>();
        for (List<MetricQuery> some : parts) {
            FusedScan fused = parts.size() == 1 ? together : fusion.fuse(key.source(), some);
            RangeChoice range = RangeKeyChooser.choose(table.get(), TimeRanges.needed(key.source(), some, asOf));
            Map<PlannedMetric, WrittenScan> asWritten = fused.answers().keySet().stream()
                    .collect(Collectors.toMap(one -> one, one -> Objects.requireNonNull(written.get(one))));
            // A single grouped metric saves nothing either, but it shares a scan so that its groups are always ranked
            // alike. Only a shared scan adds sketches to rows.
            boolean isAlone = some.size() <= 1
                    && some.stream().allMatch(one -> one.grouping().isEmpty())
                    && asWritten.values().stream()
                            .allMatch(one -> one.sketches().isEmpty());
            if (isAlone && range.key() instanceof RangeKey.Whole) {
                some.forEach(one -> notShared.add(new NotShared(
                        one.metric(), "is alone on a small table", RangeKeyChooser.neverNumeric(table.get()))));
                continue;
            }
            Optional<IncrementalMode> nothing = IncrementalEligibility.reasonAgainst(
                    key.source(),
                    table.get(),
                    range,
                    fused,
                    metric -> definition(metric).appendOnly());
            SharedScan scan = new SharedScan(
                    key.database(),
                    fused,
                    table.get(),
                    range,
                    nothing.orElse(new IncrementalMode.NotAsked()),
                    asWritten,
                    some,
                    tables);
            scans.add(nothing.isPresent() ? scan : incremental(scan, database, expressions, asOf));
        }
        return scans;
    }

    private static List<TableIdentity> identities(Source source, Catalog catalog) throws SQLException {
        List<TableIdentity> identities = new ArrayList<>();
        for (String table : source.tables()) {
            catalog.identity(table).ifPresent(identities::add);
        }
        return identities;
    }

    /** The same scan with incremental state for a later ping. */
    private SharedScan incremental(SharedScan scan, DatabaseFacts facts, Expressions expressions, Instant asOf) {
        FusedScan weekly = new Fusion(facts.dialect(), expressions, asOf, true, narrowing)
                .fuse(scan.fused().source(), scan.queries());
        List<WindowColumn> times = scan.queries().stream()
                .map(one -> time(one.metric(), facts))
                .distinct()
                .toList();
        Instant settled = begun.minus(settle);
        SettledRows.Report told = new SettledRows(
                        (RangeKey.Numeric) scan.range().key(),
                        times,
                        settled.isBefore(asOf) ? settled : asOf,
                        (begun.isAfter(asOf) ? begun : asOf).plus(NO_FUTURE_YET))
                .tell(weekly);
        return new SharedScan(
                scan.database(),
                told.scan(),
                scan.table(),
                scan.range(),
                told.incremental(),
                scan.asWritten(),
                scan.queries(),
                scan.tables());
    }

    /** The time column of a metric of a shared scan, whose SELECT was understood. */
    private WindowColumn time(PlannedMetric metric, DatabaseFacts facts) {
        MetricDefinition definition = definition(metric);
        if (analysis(definition, facts) instanceof SelectAnalysis.Understood understood) {
            return new WindowColumn(
                    understood.windowColumn().orElseThrow(),
                    definition.timestampColumn().orElseThrow().unit());
        }
        throw new IllegalStateException("a metric of a shared scan is understood: " + metric.keyPath());
    }

    /** Without ranges, nothing limits the number of distinct values in a statement's answer. */
    private static List<MetricQuery> bounded(List<MetricQuery> metrics, TableFacts table, List<NotShared> notShared) {
        if (!RangeKeyChooser.isReadAtOnce(table)) {
            return metrics;
        }
        metrics.stream()
                .filter(MetricQuery::countsDistinct)
                .forEach(one -> notShared.add(new NotShared(
                        one.metric(), "counts distinct values of a view, or of a table that has no ranges")));
        return metrics.stream().filter(one -> !one.countsDistinct()).toList();
    }

    private static MetricQuery metricQuery(
            PlannedMetric metric, MetricDefinition definition, SelectAnalysis.Understood understood) {
        Optional<WindowColumn> window = metric.timeFrame().isWindow()
                ? definition
                        .timestampColumn()
                        .map(column ->
                                new WindowColumn(understood.windowColumn().orElseThrow(), column.unit()))
                : Optional.empty();
        return new MetricQuery(metric, understood.aggregates(), understood.outer(), window);
    }

    private MetricDefinition definition(PlannedMetric metric) {
        return Objects.requireNonNull(definitions.get(metric.keyPath().value()));
    }

    /** What the SQL of a definition means to its database; looked at once for all of its metrics. */
    private SelectAnalysis analysis(MetricDefinition definition, DatabaseFacts facts) {
        return analyses.computeIfAbsent(
                definition.keyPath(),
                key -> SelectAnalyzer.read(definition.select(), definition.timestampColumn(), facts.nameCase()));
    }
}
