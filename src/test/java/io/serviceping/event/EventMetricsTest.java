package io.serviceping.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceping.definition.DefinitionSources;
import io.serviceping.definition.InvalidDefinitionsException;
import io.serviceping.definition.Lifecycle;
import io.serviceping.definition.MetricDefinition;
import io.serviceping.definition.TimestampColumn;
import io.serviceping.definition.TimestampUnit;
import io.serviceping.testing.Definitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The key {@code event} of a metric. */
class EventMetricsTest {
    private static final Path BAD = Path.of("src/test/resources/event/metrics");

    @TempDir
    private Path home;

    @Test
    void tellsEveryProblemOfEveryFileInOneReport() throws IOException {
        assertThat(report()).isEqualTo(Files.readString(BAD.resolve("report.txt")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            value: total                                   | select coalesce(sum(total), 0) from product_event_daily where event = 17
            value: total, where: { format: npm }           | select coalesce(sum(total), 0) from product_event_daily where event = 17 and cell in (4, 5, 6, 7)
            value: total, where: { format: npm, source: [api, other] } | select coalesce(sum(total), 0) from product_event_daily where event = 17 and cell in (5, 7)
            value: total, where: { source: [ui, api, pipeline, other] } | select coalesce(sum(total), 0) from product_event_daily where event = 17
            value: sum bytes                               | select coalesce(sum(value_sum), 0) from product_event_daily where event = 17
            value: average bytes                           | select sum(value_sum) / nullif(sum(total), 0) from product_event_daily where event = 17
            value: unique user                             | select count(distinct member) from product_event_member where event = 17 and kind = 1
            value: unique user, where: { format: npm }     | select count(distinct member) from product_event_member where event = 17 and cell = 1 and kind = 1
            value: unique project                          | select count(distinct member) from product_event_member where event = 17 and kind = 2
            """)
    void becomesPlainSql(String value, String sql) throws Exception {
        EventFiles.write(home, "package_pulled.yml", EventFiles.example());
        metric("time_frame: 7d", "event: { name: package_pulled, " + value + " }");

        assertThat(definition().select().text().replace("\n", " ")).isEqualTo(sql);
        assertThat(definition().timestampColumn())
                .contains(new TimestampColumn(value.contains("unique") ? "in_week" : "on_day", TimestampUnit.DATE));
    }

    @ParameterizedTest
    @CsvSource({"sum bytes, 'unit: kB,', '''kB'''", "average bytes, 'unit: kB,', '''kB'''", "sum bytes, '', none"})
    void addsNoSumsOfDifferentUnits(String value, String unit, String shown) throws IOException {
        EventFiles.write(home, "package_pulled.yml", EventFiles.example());
        EventFiles.write(
                home,
                "package_pushed.yml",
                EventFiles.lean("package_pushed", 18, "sum: { bytes: { description: Size., " + unit + " max: 9 } }"));
        metric("time_frame: 7d", "event: { names: [package_pulled, package_pushed], value: " + value + " }");

        assertThatThrownBy(this::definition)
                .extracting("problems")
                .asString()
                .contains("event.value: sums of different units cannot be added: package_pulled has 'By',"
                        + " package_pushed has " + shown);
    }

    @Test
    void countsSeveralEventsTogether() throws Exception {
        EventFiles.write(home, "package_pulled.yml", EventFiles.example());
        EventFiles.write(home, "package_pushed.yml", EventFiles.lean("package_pushed", 18, """
                identifiers: { user: {} }
                union: packages
                properties: { format: { description: Kind., values: [npm] } }
                """));
        EventFiles.write(home, "package_shown.yml", EventFiles.lean("package_shown", 19));
        metric("time_frame: all", "event: { names: [package_pulled, package_shown], value: total }");
        assertThat(definition().select().text()).endsWith("where event in (17, 19)");
        assertThat(definition().timestampColumn()).isEmpty();

        metric(
                "time_frame: all",
                "event: { names: [package_pulled, package_pushed], value: total, where: { format: npm } }");
        assertThat(definition().select().text())
                .endsWith("where (event = 17 and cell in (4, 5, 6, 7) or event = 18 and cell = 0)");

        metric("time_frame: 7d", "event: { names: [package_pulled, package_pushed], value: unique user }");
        assertThat(definition().select().text()).endsWith("where event in (17, 18) and kind = 1");
    }

    @Test
    void hasAValueForEachWordOfAProperty() throws Exception {
        EventFiles.write(home, "package_pulled.yml", EventFiles.example());
        metric("time_frame: 7d", "event: { name: package_pulled, value: unique user, by: format }", "object");

        String word = "case when event = 17 and cell = 0 then 'maven' when event = 17 and cell = 1 then 'npm'"
                + " when event = 17 and cell = 2 then 'pypi' else 'other' end";
        assertThat(definition().select().text())
                .isEqualTo(
                        "select " + word + ", count(distinct member)\nfrom product_event_member\nwhere event = 17 and"
                                + " kind = 1\ngroup by " + word);
    }

    @Test
    void hasNoValueOnceAnEventHasExpired() throws Exception {
        EventFiles.write(home, "old.yml", EventFiles.lean("old", 1, "expires: \"1.0\""));
        metric("time_frame: all", "event: { name: old, value: total }");

        assertThat(definition().status())
                .isEqualTo(new Lifecycle.Expired("its event old has expired with version 1.0 of the product"));
    }

    @Test
    void aRemovedMetricMayNameAnEventThatIsGone() throws Exception {
        metric(
                "time_frame: [28d, 7d]",
                "event: { name: gone, value: total }\nmilestone_removed: \"2.0\"",
                "number",
                "removed");

        assertThat(definition().sql()).isEmpty();
    }

    @Test
    void bringsTheMetricsThatTellWhatIsMissing() throws Exception {
        EventFiles.write(home, "e.yml", EventFiles.lean("e", 1));
        metric("time_frame: all", "sql: select 1");
        assertThat(names(sources("main"))).containsExactly("events.m");

        metric("time_frame: all", "event: { name: e, value: total }\ndatabase: shop");
        assertThat(names(sources("main", "shop")))
                .containsExactly("events.lost", "events.m", "events.memory_nodes", "events.silent_nodes");
        assertThat(Definitions.of(sources("main", "shop")).all())
                .extracting(MetricDefinition::database)
                .containsOnly("shop");
    }

    @Test
    void leavesThoseThatTellWhatIsMissingToOwnDefinitions() throws Exception {
        EventFiles.write(home, "e.yml", EventFiles.lean("e", 1));
        metric("time_frame: all", "event: { name: e, value: total }");
        file("lost.yml", "events.lost", "time_frame: all", "milestone_removed: \"2.0\"", "number", "removed");
        file("silent.yml", "events.silent_nodes", "time_frame: all", "sql: select 1", "number", "active");

        file("memory.yml", "events.memory_nodes", "time_frame: all", "sql: select 1", "number", "active");

        assertThat(Definitions.of(sources("main")).all())
                .extracting(MetricDefinition::productGroup)
                .containsOnly("packages");
    }

    @Test
    void asksWhereToCountWhatIsMissingInSeveralDatabases() throws Exception {
        EventFiles.write(home, "e.yml", EventFiles.lean("e", 1));
        metric("time_frame: all", "event: { name: e, value: total }");
        file(
                "n.yml",
                "events.n",
                "time_frame: all",
                "event: { name: e, value: total }\ndatabase: shop",
                "number",
                "active");

        assertThatThrownBy(() -> Definitions.of(sources("main", "shop")))
                .isInstanceOfSatisfying(
                        InvalidDefinitionsException.class,
                        e -> assertThat(e.problems())
                                .singleElement()
                                .hasToString(
                                        "config/metrics/n.yml:1: events.n: event: metrics over events count in several"
                                                + " databases (main, shop), so service-ping cannot tell where to count events.lost,"
                                                + " events.silent_nodes, events.memory_nodes: define them too, or give them status: removed"));
    }

    @Test
    void keepsTheNamesOfThoseThatTellWhatIsMissing() throws Exception {
        EventFiles.write(home, "e.yml", EventFiles.lean("e", 1));
        metric("time_frame: all", "event: { name: e, value: total }");
        file("n.yml", "events.lost.cpu", "time_frame: all", "sql: select 1", "number", "active");

        assertThatThrownBy(() -> Definitions.of(home))
                .isInstanceOfSatisfying(
                        InvalidDefinitionsException.class,
                        e -> assertThat(e.problems())
                                .singleElement()
                                .hasToString(
                                        "config/metrics/n.yml:1: events.lost.cpu: key_path: events.lost.cpu cannot be beside"
                                                + " events.lost of events.lost, which service-ping adds: one would lie within the"
                                                + " other's value"));
    }

    private DefinitionSources sources(String... databases) {
        return new DefinitionSources(
                home, home.resolve("config/metrics"), home.resolve("sql/metrics"), Set.of(databases));
    }

    private static List<String> names(DefinitionSources sources) throws InvalidDefinitionsException {
        return Definitions.of(sources).all().stream()
                .map(one -> one.keyPath().value())
                .toList();
    }

    private void metric(String frame, String event) throws IOException {
        metric(frame, event, "number");
    }

    private void metric(String frame, String event, String type) throws IOException {
        metric(frame, event, type, "active");
    }

    private void metric(String frame, String event, String type, String status) throws IOException {
        file("m.yml", "events.m", frame, event, type, status);
    }

    private void file(String name, String keyPath, String frame, String event, String type, String status)
            throws IOException {
        Path file = home.resolve("config/metrics").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, """
                key_path: %s
                description: A metric.
                product_group: packages
                value_type: %s
                status: %s
                milestone: "1.0"
                %s
                %s
                """.formatted(keyPath, type, status, frame, event));
    }

    private MetricDefinition definition() throws InvalidDefinitionsException {
        return Definitions.of(home).all().stream()
                .filter(one -> one.keyPath().value().equals("events.m"))
                .findFirst()
                .orElseThrow();
    }

    private static String report() {
        try {
            Definitions.of(BAD);
            return "";
        } catch (InvalidDefinitionsException e) {
            return e.problems().stream().map(problem -> problem + "\n").collect(Collectors.joining());
        }
    }
}
