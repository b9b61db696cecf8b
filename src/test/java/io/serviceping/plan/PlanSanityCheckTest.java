package io.serviceping.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceping.definition.DataCategory;
import io.serviceping.definition.InvalidDefinitionsException;
import io.serviceping.definition.KeyPath;
import io.serviceping.definition.Lifecycle;
import io.serviceping.definition.Metric;
import io.serviceping.definition.MetricDefinition;
import io.serviceping.definition.TimeFrame;
import io.serviceping.definition.TimestampColumn;
import io.serviceping.definition.TimestampUnit;
import io.serviceping.definition.ValueType;
import io.serviceping.plan.fusion.Narrowing;
import io.serviceping.plan.fusion.PlannerDialect;
import io.serviceping.plan.scan.AnswerLayout;
import io.serviceping.plan.scan.FusedStatement;
import io.serviceping.plan.scan.IncrementalMode;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.testing.Parsed;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Finished plans, whole and with metrics given up, pass; a plan with one damage fails with the damage's sentence. */
class PlanSanityCheckTest {
    private static final Instant AS_OF = Instant.parse("2026-11-16T00:00:00Z");
    private static final TimeFrame[] FRAMES = {TimeFrame.ALL, TimeFrame.DAYS_28, TimeFrame.DAYS_7};
    private static final TimeFrame[] WINDOWS = {TimeFrame.DAYS_28, TimeFrame.DAYS_7};
    /** More cells than fit into one mask. */
    private static final int KINDS = 22;

    /** More independent conditions than there can be cells for. */
    private static final int CONDITIONS = 12;

    private static final int SUBSETS = 20;

    @ParameterizedTest
    @EnumSource(PlannerDialect.class)
    void acceptsPlansOfEveryForm(PlannerDialect dialect) throws Exception {
        Plan plan = plan(dialect);

        assertThat(PlanSanityCheck.checked(plan)).isSameAs(plan);
        assertThat(plan.scans()).extracting(scan -> scan.parameters().size()).containsExactly(2);
        assertThat(plan.shared())
                .extracting(scan -> scan.range().key().getClass().getSimpleName())
                .containsOnly("Numeric", "Time", "Keyset");
        assertThat(plan.shared()).anyMatch(scan -> scan.incremental() instanceof IncrementalMode.Settled);
        List<AnswerLayout> layouts = plan.shared().stream()
                .flatMap(scan -> scan.fused().statements().stream())
                .map(statement -> statement.layout())
                .toList();
        assertThat(layouts).anyMatch(AnswerLayout::hasKey);
        assertThat(layouts).anyMatch(layout -> layout.texts().isPresent());
        assertThat(layouts.stream().flatMap(layout -> layout.outputs().stream()))
                .anyMatch(output -> output.presence() >= 0);
        assertThat(layouts.stream()
                        .filter(AnswerLayout::hasValue)
                        .anyMatch(layout -> layout.outputs().stream().anyMatch(output -> output.firstCell() > 0)))
                .isEqualTo(dialect == PlannerDialect.H2);
    }

    @ParameterizedTest
    @EnumSource(PlannerDialect.class)
    void acceptsScansWithoutMetricsThatWereGivenUp(PlannerDialect dialect) throws Exception {
        Random random = new Random(20261129);
        Narrowing narrowing = new Narrowing();
        for (SharedScan scan : plan(dialect, narrowing).shared()) {
            List<Set<PlannedMetric>> subsets = new ArrayList<>();
            for (int i = 0; i < SUBSETS; i++) {
                subsets.add(
                        Set.of(scan.answers().get(random.nextInt(scan.answers().size()))));
                subsets.add(scan.answers().stream()
                        .filter(metric -> random.nextBoolean())
                        .collect(Collectors.toSet()));
            }
            subsets.add(new HashSet<>(scan.answers()));

            assertThat(subsets)
                    .allSatisfy(without -> assertThat(violations(scan, without, one -> narrowing.without(one, without)))
                            .isEmpty());
        }
    }

    @Test
    void namesAScanThatCannotDoWithoutAMetric() throws Exception {
        SharedScan scan = plan(PlannerDialect.POSTGRESQL).shared().get(0);

        assertThat(violations(scan, Set.of(), one -> one)).isEmpty();
        assertThat(violations(scan, Set.of(scan.answers().get(0)), PlanDamage::withoutAnOutput))
                .anyMatch(violation -> violation.contains("is read, but no output column fills it"));
    }

    static Stream<PlanDamage> damages() {
        return PlanDamage.all();
    }

    @ParameterizedTest
    @MethodSource("damages")
    void namesTheDamage(PlanDamage damage) throws Exception {
        Plan damaged = damage.of(plan(damage.dialect()));

        assertThatThrownBy(() -> PlanSanityCheck.checked(damaged))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("the plan contradicts itself: ")
                .hasMessageContaining(damage.violation());
    }

    private static List<String> violations(
            SharedScan scan, Set<PlannedMetric> without, UnaryOperator<FusedStatement> narrowed) {
        return new SharedScanCheck(scan.fused(), scan.incremental(), without, narrowed).violations();
    }

    private static Plan plan(PlannerDialect dialect) throws InvalidDefinitionsException, SQLException {
        return plan(dialect, new Narrowing());
    }

    private static Plan plan(PlannerDialect dialect, Narrowing narrowing)
            throws InvalidDefinitionsException, SQLException {
        List<MetricDefinition> definitions = definitions();
        Plan written = new Planner(new MetricSelection(Set.of(), keyPath -> false)).plan(definitions, AS_OF);
        return new SharedScanPlanner(definitions, AS_OF, Duration.ofDays(1), narrowing)
                .share(written, "main", new EventFacts(dialect));
    }

    private static List<MetricDefinition> definitions() {
        List<MetricDefinition> all = new ArrayList<>();
        for (int kind = 0; kind < KINDS; kind++) {
            String where = " where kind = 'kind_" + kind + "'";
            all.add(metric("events.rows" + kind, "select count(*) from events" + where, FRAMES));
            all.add(metric("events.users" + kind, "select count(distinct user_id) from events" + where, FRAMES));
        }
        all.add(metric("events.sum", "select sum(weight) from events where weight > 3", FRAMES));
        all.add(metric("events.mean", "select avg(weight) from events where kind in ('kind_1', 'other')", FRAMES));
        all.add(metric("events.never", "select count(*) from events where kind = 'a' and kind = 'b'", FRAMES));
        all.add(metric("events.kinds", "select kind, count(*) from events group by kind", FRAMES));
        for (int i = 0; i < CONDITIONS; i++) {
            all.add(metric(
                    "events.sums" + i,
                    "select kind, sum(weight) from events where weight > " + i + " group by kind",
                    FRAMES));
        }
        all.add(metric("events.inexact", "select sum(ratio) from events", TimeFrame.DAYS_7));
        for (String label : List.of("bug", "don''t know", "done", "open", "")) {
            all.add(metric(
                    "pairs.label" + all.size(), "select count(*) from pairs where label = '" + label + "'", FRAMES));
        }
        all.add(metric("logs.rows", "select count(*) from logs", WINDOWS));
        all.add(metric("logs.users", "select count(distinct user_id) from logs where weight > 3", WINDOWS));
        all.add(appendOnly("visits.rows", "select count(*) from visits where kind = 'a'"));
        all.add(appendOnly("visits.users", "select count(distinct user_id) from visits"));
        return all;
    }

    private static MetricDefinition metric(String name, String sql, TimeFrame... frames) {
        return definition(name, sql, false, frames);
    }

    private static MetricDefinition appendOnly(String name, String sql) {
        return definition(name, sql, true, FRAMES);
    }

    private static MetricDefinition definition(String name, String sql, boolean appendOnly, TimeFrame... frames) {
        return new MetricDefinition(
                new KeyPath(name),
                "What a test counts.",
                "any",
                sql.contains("group by") ? ValueType.OBJECT : ValueType.NUMBER,
                new Lifecycle.Active(),
                "1.0",
                DataCategory.OPTIONAL,
                Stream.of(frames)
                        .map(frame -> new Metric(new KeyPath(name + frame.suffix()), frame))
                        .toList(),
                "main",
                Parsed.sql(sql),
                Optional.empty(),
                Optional.of(new TimestampColumn("created_at", TimestampUnit.TIMESTAMP)),
                appendOnly,
                Path.of("any.yml"),
                1);
    }
}
