package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class PreviewTest {
    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    private Installation installation(TestDatabase kind) {
        return Installation.on(kind, folder).withUsualMetrics().sendingTo(endpoint);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void showsBeforeTheFirstRunWhatIsThenSent(TestDatabase kind) {
        Installation installation = installation(kind);

        CommandResult preview = installation.run("preview");
        installation.run("run");

        assertThat(preview.exitCode()).isZero();
        assertThat(preview.err()).isEmpty();
        assertThat(withoutTimes(preview.json()))
                .isEqualTo(withoutTimes(CommandResult.json(installation.payloadFile(Installation.PERIOD))));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void sendsNothingAndFreezesNothing(TestDatabase kind) {
        Installation installation = installation(kind);

        installation.run("preview");

        assertThat(endpoint.received()).isEmpty();
        assertThat(installation.count("outbox_ping")).isZero();
        assertThat(installation.count("counting")).isZero();
        assertThat(installation.home().resolve("state/pings")).doesNotExist();
    }

    @Test
    void takesTheNextPlaceInTheLineAfterAFrozenPing() {
        Installation installation = installation(TestDatabase.H2);
        installation.run("run", "--period", "2026-W45");

        JsonNode preview = installation.run("preview").json();

        assertThat(preview.get("sequence").intValue()).isEqualTo(2);
        assertThat(preview.get("previous_ping_id"))
                .isEqualTo(
                        CommandResult.json(installation.payloadFile("2026-W45")).get("ping_id"));
    }

    @Test
    void givesTheReasonThatARunWouldGive() {
        Installation installation = installation(TestDatabase.H2);

        assertThat(installation
                        .run("preview", "--period", "2026-W45")
                        .json()
                        .get("reason")
                        .stringValue())
                .isEqualTo("backfill");
        assertThat(installation.run("preview").json().get("reason").stringValue())
                .isEqualTo("scheduled");
    }

    @Test
    void countsOnSeveralConnectionsTheSameAsOnOne() {
        Installation installation = installation(TestDatabase.H2);

        JsonNode one = installation.run("preview").json();
        JsonNode four = installation
                .run("preview", "--service-ping.collection.parallelism=4")
                .json();

        assertThat(withoutTimes(four)).isEqualTo(withoutTimes(one));
    }

    @Test
    void writesToAFileInsteadOfStandardOutput() throws Exception {
        Installation installation = installation(TestDatabase.H2);
        Path file = folder.resolve("ping.json");

        CommandResult result = installation.run("preview", "--output", file.toString());

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).isEmpty();
        assertThat(result.errLines()).containsExactly("Wrote " + file + ".");
        assertThat(CommandResult.json(Files.readAllBytes(file)).get("period").stringValue())
                .isEqualTo("2026-W46");
    }

    @Test
    void namesTheFileThatCannotBeWritten() {
        Installation installation = installation(TestDatabase.H2);
        Path file = folder.resolve("no/such/folder/ping.json");

        CommandResult result = installation.run("preview", "--output", file.toString());

        assertThat(result.exitCode()).isEqualTo(64);
        assertThat(result.errLines())
                .containsExactly("--output must name a file in a folder that exists but was '" + file + "'.");
    }

    @Test
    void worksWhileSwitchedOffAndSaysSo() {
        Installation installation = installation(TestDatabase.H2).set("enabled", "false");

        CommandResult result = installation.run("preview");

        assertThat(result.exitCode()).isZero();
        assertThat(result.json().at("/metrics/counts/issues").intValue()).isEqualTo(10);
        assertThat(result.errLines())
                .singleElement()
                .asString()
                .startsWith("Service Ping is off: switched off by ")
                .endsWith("This only shows what would be sent.");
    }

    @Test
    void tellsOnStandardErrorWhichMetricsHaveNoValue() {
        Installation installation =
                installation(TestDatabase.H2).metric("counts.lost", "select count(*) from lost_table");

        CommandResult result = installation.run("preview");

        assertThat(result.exitCode()).isZero();
        assertThat(result.json().at("/collection/complete").booleanValue()).isFalse();
        assertThat(result.err()).contains("1 metric has no value:").contains("counts.lost: SQL state 42S02 - ");
    }

    @Test
    void needsNoEndpoint() {
        Installation installation = installation(TestDatabase.H2).unset("endpoint.url");

        assertThat(installation.run("preview").exitCode()).isZero();
    }

    private static JsonNode withoutTimes(JsonNode payload) {
        ObjectNode copy = (ObjectNode) payload.deepCopy();
        copy.remove("recorded_at");
        copy.at("/collection/metrics").forEach(metric -> ((ObjectNode) metric).remove("duration_ms"));
        return copy;
    }
}
