package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import io.serviceping.cli.log.LogSetup;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

class RunTest {
    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    private Installation installation(TestDatabase application, TestDatabase state) {
        return Installation.on(application, state, folder).withUsualMetrics().sendingTo(endpoint);
    }

    @ParameterizedTest
    @CsvSource({"H2, H2", "H2, POSTGRESQL", "POSTGRESQL, H2", "POSTGRESQL, POSTGRESQL"})
    void countsFreezesAndDeliversWithOneLineOnStandardOutput(TestDatabase application, TestDatabase state) {
        Installation installation = installation(application, state);

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
        JsonNode received = endpoint.pings().get(0);
        assertThat(result.outLines())
                .containsExactly("Delivered the ping of 2026-W46: "
                        + received.get("ping_id").stringValue() + ", receipt "
                        + received.get("receipt_id").stringValue() + ".");
        JsonNode payload =
                CommandResult.json(endpoint.document(received.get("ping_id").stringValue()));
        assertThat(payload.get("metrics").toString())
                .isEqualTo("{\"counts\":{\"issues\":10,\"issues_monthly\":9,\"issues_weekly\":2},"
                        + "\"distribution\":{\"parity\":{\"even\":5,\"odd\":5}},"
                        + "\"features\":{\"issues\":true},\"latest\":{\"title\":\"issue 1\"}}");
        assertThat(payload.at("/collection/complete").booleanValue()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void headsThePayloadWithPeriodInstanceAndPlaceInTheLine(TestDatabase kind) {
        Installation installation = installation(kind, kind);
        installation.run("run");

        JsonNode payload = CommandResult.json(installation.payloadFile(Installation.PERIOD));

        assertThat(payload.get("schema_version").stringValue()).isEqualTo("1.1");
        assertThat(payload.get("sequence").intValue()).isEqualTo(1);
        assertThat(payload.get("previous_ping_id").isNull()).isTrue();
        assertThat(payload.get("reason").stringValue()).isEqualTo("scheduled");
        assertThat(payload.get("period").stringValue()).isEqualTo("2026-W46");
        assertThat(payload.get("as_of").stringValue()).isEqualTo("2026-11-16T00:00:00Z");
        assertThat(payload.get("recorded_at").stringValue()).isEqualTo("2026-11-16T06:00:00.123Z");
        assertThat(payload.at("/instance/product").stringValue()).isEqualTo("Tracker");
        assertThat(payload.at("/instance/version").stringValue()).isEqualTo("1.4.2");
        assertThat(payload.at("/instance/edition").stringValue()).isEqualTo("community");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void hasNothingToDoTheSecondTime(TestDatabase kind) {
        Installation installation = installation(kind, kind);
        installation.run("run");
        installation.application().execute("delete from issues");

        CommandResult again = installation.run("run");

        assertThat(again.exitCode()).isZero();
        assertThat(again.err()).isEmpty();
        assertThat(again.outLines())
                .singleElement()
                .asString()
                .startsWith("Nothing to do: the ping of 2026-W46 was delivered 2026-11-16T06:00:00");
        assertThat(endpoint.received()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void linksTheNextWeeksPingToTheOneBefore(TestDatabase kind) {
        Installation installation = installation(kind, kind);
        installation.run("run");
        installation.advance(Duration.ofDays(7));

        CommandResult next = installation.run("run");

        assertThat(next.exitCode()).isZero();
        JsonNode first = CommandResult.json(installation.payloadFile(Installation.PERIOD));
        JsonNode second = CommandResult.json(installation.payloadFile(Installation.NEXT_PERIOD));
        assertThat(second.get("sequence").intValue()).isEqualTo(2);
        assertThat(second.get("previous_ping_id")).isEqualTo(first.get("ping_id"));
        assertThat(second.get("ping_id")).isNotEqualTo(first.get("ping_id"));
        assertThat(second.at("/instance/id")).isEqualTo(first.at("/instance/id"));
        assertThat(endpoint.pings()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void showsTheSameBytesEverywhere(TestDatabase kind) {
        Installation installation = installation(kind, kind);
        installation.run("run");
        installation.application().execute("delete from issues");

        byte[] sent = endpoint.document(endpoint.pings().get(0).get("ping_id").stringValue());
        CommandResult preview = installation.run("preview");

        assertThat(installation.payloadFile(Installation.PERIOD)).isEqualTo(sent);
        assertThat(preview.out().getBytes(StandardCharsets.UTF_8)).isEqualTo(sent);
        assertThat(preview.err()).contains("Frozen: these are the bytes that were or will be sent for 2026-W46.");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void freezesWithoutSendingAndLeavesTheRestToSubmit(TestDatabase kind) {
        Installation installation = installation(kind, kind);

        CommandResult frozen = installation.run("run", "--no-submit");
        installation.application().execute("delete from issues");
        int before = endpoint.received().size();
        CommandResult submitted = installation.run("submit");

        assertThat(frozen.exitCode()).isZero();
        assertThat(frozen.outLines()).singleElement().asString().startsWith("Frozen, not sent: ");
        assertThat(before).isZero();
        assertThat(submitted.exitCode()).isZero();
        assertThat(submitted.outLines()).singleElement().asString().startsWith("Delivered the ping of 2026-W46: ");
        JsonNode payload = CommandResult.json(
                endpoint.document(endpoint.pings().get(0).get("ping_id").stringValue()));
        assertThat(payload.at("/metrics/counts/issues").intValue()).isEqualTo(10);
        assertThat(installation.run("run").out()).startsWith("Nothing to do");
        assertThat(installation.run("submit").outLines()).containsExactly("Nothing to do: the outbox is empty.");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void countsAnEarlierWeekOnRequestWithItsOwnWindows(TestDatabase kind) {
        Installation installation = installation(kind, kind);

        CommandResult earlier = installation.run("run", "--period", "2026-W45", "--reason", "manual");

        assertThat(earlier.exitCode()).isZero();
        JsonNode payload = CommandResult.json(installation.payloadFile("2026-W45"));
        assertThat(payload.get("as_of").stringValue()).isEqualTo("2026-11-09T00:00:00Z");
        assertThat(payload.get("reason").stringValue()).isEqualTo("manual");
        assertThat(payload.at("/metrics/counts/issues_weekly").intValue()).isEqualTo(2);
        assertThat(installation.run("run").out()).startsWith("Delivered the ping of 2026-W46");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void keepsOneJobInstanceForEachInstanceAndPeriod(TestDatabase kind) {
        Installation installation = installation(kind, kind);
        endpoint.answersTryLater();
        installation.run("run");
        installation.run("run");
        installation.advance(Duration.ofDays(7));
        installation.run("run");

        assertThat(installation.count("batch_job_instance")).isEqualTo(2);
        assertThat(installation.count("batch_job_execution")).isEqualTo(3);
        assertThat(installation.count("outbox_ping")).isEqualTo(2);
    }

    @Test
    void isLoggedInOneLineForItsBeginItsEndAndEachAttempt() throws IOException {
        Installation installation =
                Installation.on(TestDatabase.H2, folder).withUsualMetrics().sendingTo(endpoint);
        try {
            installation.run("run", "--logging.file.name=logs/sp.log", "--logging.pattern.file=%level %msg%n");
        } finally {
            LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
            loggers.reset();
            new LogSetup().configure(loggers);
        }

        assertThat(Files.readAllLines(folder.resolve("home/logs/sp.log")))
                .filteredOn(line -> !line.contains(" collector request: "))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo("INFO Run begins: command=\"run\" period=2026-W46 reason=scheduled"),
                        line -> assertThat(line)
                                .startsWith("INFO delivery attempt ended: ping=")
                                .contains(" attempt=1 result=Delivered "),
                        line -> assertThat(line).isEqualTo("INFO Run ended: command=\"run\" exit_code=0"));
    }
}
