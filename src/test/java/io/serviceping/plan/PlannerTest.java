package io.serviceping.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.definition.DataCategory;
import io.serviceping.definition.DefinitionSources;
import io.serviceping.definition.MetricDefinition;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.WrittenScan;
import io.serviceping.testing.Definitions;
import io.serviceping.time.Period;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final Instant AS_OF = Instant.parse("2026-11-16T00:00:00Z");
    private static final MetricSelection ADMINS_CHOICE = new MetricSelection(
            Set.of(DataCategory.OPTIONAL), keyPath -> keyPath.value().startsWith("counts.secret"));

    @Test
    void plansTheGoldenDefinitionsAsInTheGoldenFile() throws Exception {
        try (InputStream golden = Objects.requireNonNull(getClass().getResourceAsStream("/plan/plan.txt"))) {
            assertThat(text(plan(definitions()))).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void plansTheSameInWhateverOrderTheDefinitionsCome() throws Exception {
        List<MetricDefinition> backwards = new ArrayList<>(definitions());
        Collections.reverse(backwards);

        assertThat(plan(backwards)).isEqualTo(plan(definitions()));
    }

    @Test
    void givesEveryScanAnIdOfItsOwn() throws Exception {
        List<WrittenScan> scans = plan(definitions()).scans();

        assertThat(scans)
                .extracting(WrittenScan::id)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[0-9a-f]{16}"));
    }

    @Test
    void asksADifferentQuestionAWeekLaterWhereThereIsAWindowOnly() throws Exception {
        Set<String> later = new HashSet<>();
        for (WrittenScan scan : new Planner(ADMINS_CHOICE)
                .plan(definitions(), Period.lastCompleteAt(AS_OF).next().asOf())
                .scans()) {
            later.add(scan.id());
        }

        assertThat(plan(definitions()).scans())
                .allSatisfy(scan -> assertThat(later.contains(scan.id()))
                        .isNotEqualTo(scan.answers().get(0).timeFrame().isWindow()));
    }

    @Test
    void holdsEveryMetricOfThePayloadButTombstones() throws Exception {
        assertThat(plan(definitions()).metrics())
                .extracting(metric -> metric.keyPath().value())
                .contains("counts.plain", "counts.broken_weekly", "counts.secret_things", "counts.optional")
                .doesNotContain("counts.gone")
                .doesNotHaveDuplicates();
    }

    private static Plan plan(List<MetricDefinition> definitions) throws Exception {
        return new Planner(ADMINS_CHOICE).plan(definitions, AS_OF);
    }

    private static List<MetricDefinition> definitions() throws Exception {
        URL home = Objects.requireNonNull(PlannerTest.class.getResource("/plan/home"));
        Path folder = Path.of(home.toURI());
        return Definitions.of(new DefinitionSources(
                        folder, folder.resolve("config/metrics"), folder.resolve("sql"), Set.of("main", "licences")))
                .all();
    }

    private static String text(Plan plan) {
        String scans = plan.scans().stream().map(PlannerTest::text).collect(Collectors.joining());
        String omitted = plan.omitted().stream()
                .map(one -> "-- " + named(one.metric()) + " left out: " + one.reason() + "\n")
                .collect(Collectors.joining());
        return scans + omitted;
    }

    private static String text(WrittenScan scan) {
        String parameters =
                scan.parameters().isEmpty() ? "" : "\n" + scan.sql() + "\n-- written out, for " + scan.parameters();
        return "-- " + scan.answers().stream().map(PlannerTest::named).collect(Collectors.joining(", ")) + " from "
                + scan.database() + parameters + "\n" + scan.readable() + "\n\n";
    }

    private static String named(PlannedMetric metric) {
        return metric.keyPath() + " (" + metric.timeFrame().text() + ", "
                + metric.valueType().text() + ")";
    }
}
