package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.event.EventFiles;
import io.serviceping.events.EventCatalogue;
import io.serviceping.events.EventTracker;
import io.serviceping.events.Who;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** An event that the application counts by another definition than ours has no value, and everything says why. */
class EventAgreementTest {
    private static final int CALLS = 10;

    /**
     * An event of ours, and what the application counts, in the body of a catalogue.
     *
     * @param part what differs; empty: nothing that matters
     */
    private record Pair(String name, String ours, String theirs, String part) {}

    private static final List<Pair> PAIRS = List.of(
            new Pair(
                    "ordered",
                    values("[maven, npm, pypi]"),
                    "event 1 ordered\n property format 4 npm maven pypi",
                    "properties.format.values"),
            new Pair("numbered", values("[npm]"), "event 102 numbered\n property format 4 npm", "number"),
            new Pair("named", values("[npm]"), "event 3 called\n property format 4 npm", "name"),
            new Pair("longer", values("[maven, npm, pypi]"), "event 4 longer\n property format 4 maven npm", ""),
            new Pair(
                    "shorter",
                    values("[maven, npm]"),
                    "event 5 shorter\n category operational\n property format 4 maven npm pypi",
                    ""),
            new Pair(
                    "cut",
                    values("[npm, pypi]"),
                    "event 6 cut\n property format 4 maven npm pypi",
                    "properties.format.values"),
            new Pair(
                    "roomy",
                    "properties: { format: { description: Kind., values: [npm], room: 8 } }",
                    "event 7 roomy\n property format 4 npm",
                    "properties.format.room"),
            new Pair(
                    "summed",
                    values("[npm]") + "\nsum: { bytes: { description: Size., max: 9 } }",
                    "event 8 summed\n property format 4 npm\n sum files 9",
                    "sum"),
            new Pair(
                    "united",
                    values("[npm]") + "\nunion: packages",
                    "event 9 united\n union others\n property format 4 npm",
                    "union"),
            new Pair(
                    "known",
                    values("[npm]") + "\nidentifiers: { user: { by: [format] } }",
                    "event 10 known\n property format 4 npm\n identifier user",
                    "identifiers.user.by"));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void whatIsCountedByAnotherDefinitionHasNoValueAndEverythingSaysWhy(TestDatabase kind) throws IOException {
        Installation installation = installation(kind);
        count(installation);

        CommandResult preview = installation.run("preview");
        assertThat(installation.run("run", "--no-submit").err()).contains("is over an event that is not known");
        for (JsonNode ping :
                List.of(preview.json(), CommandResult.json(installation.payloadFile(Installation.PERIOD)))) {
            for (Pair pair : PAIRS) {
                JsonNode metric = ping.at("/collection/metrics/counts." + pair.name());
                JsonNode value = ping.at("/metrics/counts/" + pair.name());
                if (pair.part().isEmpty()) {
                    assertThat(value.asInt()).as(pair.name()).isEqualTo(CALLS);
                } else {
                    assertThat(value.isNull()).as(pair.name()).isTrue();
                    assertThat(metric.path("status").asString()).isEqualTo("error");
                    assertThat(metric.path("reason").asString()).contains("is over an event that is not known to be");
                }
            }
        }
        for (CommandResult result :
                List.of(preview, installation.run("plan"), installation.run("validate", "--database"))) {
            for (Pair pair : PAIRS) {
                assertThat(result.out() + result.err())
                        .as(pair.name())
                        .matches("(?s)" + (pair.part().isEmpty() ? "(?!.*" : ".*")
                                + "config/events/" + pair.name() + "\\.yml:1: " + pair.name() + ": differs in "
                                + pair.part() + " from what the application counts in database 'main'.*"
                                + (pair.part().isEmpty() ? ").*" : ""));
            }
        }
        assertThat(preview.err())
                .contains("differs in properties.format.values from what the application counts in database 'main'"
                        + " ('property format 4 npm maven pypi'). Let both agree on that, or define a new event");
        assertThat(installation.run("validate", "--database").errLines()).endsWith("8 problems.");
        assertThat(installation.run("doctor").out())
                .contains("config/events/cut.yml:1: cut: differs in properties.format.values")
                .contains("; and 7 more.");
    }

    /** It counted nobody, or the value as {@code other}. */
    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aMetricThatNeedsWhatTheApplicationDoesNotKnowHasNoValue(TestDatabase kind) throws IOException {
        Installation installation = Installation.on(kind, folder);
        EventFiles.write(
                installation.home(),
                "pulled.yml",
                EventFiles.lean("pulled", 1, values("[maven, npm, pypi]"), "identifiers: { user: {} }"));
        metric(installation, "counts.all", "number", "all", "value: total");
        metric(installation, "counts.npm", "number", "all", "where: { format: npm }, value: total");
        metric(installation, "counts.other", "number", "all", "where: { format: other }, value: total");
        metric(installation, "lacking.pypi", "number", "all", "where: { format: [npm, pypi] }, value: total");
        metric(installation, "lacking.formats", "object", "all", "by: format, value: total");
        metric(installation, "lacking.users", "number", "28d", "value: unique user");
        String older = "event 1 pulled\n property format 4 maven npm\n";
        countPulled(installation, older);

        CommandResult preview = installation.run("preview");
        assertThat(preview.json().at("/metrics/counts/all").asInt()).isEqualTo(1);
        assertThat(preview.json().at("/metrics/counts/npm").asInt()).isEqualTo(1);
        assertThat(preview.json().at("/metrics/counts/other").asInt(-1)).isZero();
        JsonNode lacking = preview.json().at("/metrics/lacking");
        assertThat(lacking.size()).isEqualTo(3);
        assertThat(lacking.values()).allMatch(JsonNode::isNull);
        assertThat(preview.err())
                .contains(
                        "config/metrics/lacking.users.yml:1: lacking.users: needs identifier user, by which the application"
                                + " in database 'main' has not counted pulled so far. Give the application the newest catalogue");
        assertThat(installation.run("validate", "--database").err())
                .contains("lacking.pypi: needs property format with npm, pypi,")
                .contains("lacking.formats: needs property format with maven, npm, pypi,")
                .contains("3 problems.");
        assertThat(installation.run("doctor").out()).contains("; and 2 more.");

        countPulled(installation, older.replace("npm", "npm pypi") + " identifier user\n");
        JsonNode known = installation.run("preview").json().at("/metrics");
        assertThat(known.at("/lacking/pypi").asInt()).isEqualTo(2);
        assertThat(known.at("/lacking/formats/npm").asInt()).isEqualTo(2);
        assertThat(known.at("/lacking").values()).noneMatch(JsonNode::isNull);
    }

    private static void metric(Installation installation, String key, String type, String frame, String event)
            throws IOException {
        installation.definition(key, """
                key_path: %s
                description: How often.
                product_group: packages
                value_type: %s
                status: active
                milestone: "1.0"
                time_frame: %s
                event: { name: pulled, %s }
                """.formatted(key, type, frame, event));
    }

    private void countPulled(Installation installation, String events) {
        try (EventTracker tracker = tracker(installation, events)) {
            tracker.counter(1).addValues(0, Who.anonymous(), "npm");
            assertThat(tracker.flush(Duration.ofMinutes(1))).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void anEventThatWasNotCountedYetIsZeroAndDoctorSaysSo(TestDatabase kind) throws IOException {
        Installation installation = installation(kind);
        try (EventTracker tracker = tracker(installation, "")) {
            assertThat(tracker.flush(Duration.ofMinutes(1))).isTrue();
        }

        assertThat(installation
                        .run("preview")
                        .json()
                        .at("/metrics/counts/named")
                        .asInt(-1))
                .isZero();
        assertThat(installation.run("validate", "--database").exitCode()).isZero();
        assertThat(installation.run("doctor").out())
                .contains("Not counted so far: ordered, numbered, named and 7 more.");
    }

    @Test
    void whoMayNotReadTheDefinitionsGetsNoValues() throws IOException {
        Installation installation = installation(TestDatabase.POSTGRESQL);
        count(installation);
        installation
                .application()
                .execute(
                        "drop role if exists without_definitions",
                        "create role without_definitions login password 'x'",
                        "grant select on all tables in schema public to without_definitions",
                        "revoke select on product_event from without_definitions");
        installation.set("databases.main.username", "without_definitions").set("databases.main.password", "x");

        CommandResult preview = installation.run("preview");
        assertThat(preview.json().at("/metrics/counts/longer").isNull()).isTrue();
        assertThat(preview.err()).contains("counts.longer", "our user may not read product_event, which");
        installation.application().execute("drop owned by without_definitions", "drop role without_definitions");
    }

    private Installation installation(TestDatabase kind) throws IOException {
        Installation installation = Installation.on(kind, folder);
        int number = 0;
        for (Pair pair : PAIRS) {
            EventFiles.write(
                    installation.home(), pair.name() + ".yml", EventFiles.lean(pair.name(), ++number, pair.ours()));
            installation.definition("counts." + pair.name(), """
                    key_path: counts.%1$s
                    description: How often.
                    product_group: packages
                    value_type: number
                    status: active
                    milestone: "1.0"
                    time_frame: all
                    event: { name: %1$s, where: { format: npm }, value: total }
                    """.formatted(pair.name()));
        }
        return installation;
    }

    private void count(Installation installation) {
        try (EventTracker tracker =
                tracker(installation, PAIRS.stream().map(Pair::theirs).collect(Collectors.joining("\n")))) {
            for (Pair pair : PAIRS) {
                String counted = pair.theirs().split("\\s", 4)[2];
                for (int i = 0; i < CALLS; i++) {
                    tracker.counter(counted).addValues(0, Who.anonymous(), "npm");
                }
            }
            assertThat(tracker.flush(Duration.ofMinutes(1))).isTrue();
        }
    }

    private EventTracker tracker(Installation installation, String events) {
        return EventTracker.builder(EventCatalogue.parse("service-ping-events 1\n" + events))
                .dataSource(installation.application().dataSource())
                .spool(folder.resolve("spool"))
                .createSchema(true)
                .start();
    }

    private static String values(String list) {
        return "properties: { format: { description: Kind., values: " + list + " } }";
    }
}
