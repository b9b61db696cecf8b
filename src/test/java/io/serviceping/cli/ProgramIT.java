package io.serviceping.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.state.RunLock;
import io.serviceping.testing.BusySessions;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The packaged program, used at the same time by cron and by a person at a terminal. */
class ProgramIT {
    private static final int SCANS = 4;

    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    private Installation installation(TestDatabase stateKind) {
        return Installation.on(TestDatabase.POSTGRESQL, stateKind, folder).sendingTo(endpoint);
    }

    /** A shipper of logs takes each line for a document. */
    @ParameterizedTest
    @ValueSource(strings = {"--service-ping.enabled=true", "--service-ping.collection.parallelism=many"})
    void leavesStandardErrorToStructuredLinesIfTheyAreAskedFor(String broken) {
        Installation installation = Installation.on(TestDatabase.H2, folder).withUsualMetrics();

        CommandResult result = installation.runProgram("run", "--logging.structured.format.console=ecs", broken);

        assertThat(result.exitCode()).isEqualTo(78);
        assertThat(result.errLines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(CommandResult.json(line.getBytes(UTF_8))
                                .at("/log/level")
                                .asString())
                        .isEqualTo("ERROR"));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void letsASecondProcessLookButNotRun(TestDatabase stateKind) {
        Installation installation = installation(stateKind);
        ScanGate turnstile = new ScanGate(installation, SCANS);
        try (ProgramRun first = installation.startProgram("run")) {
            turnstile.admit(1);
            Await.until("the second scan is under way", turnstile::isWaitedAt);

            CommandResult second = installation.runProgram("run");
            CommandResult status = installation.runProgram("status", "--json");
            turnstile.admit(SCANS - 1);
            CommandResult ended = first.end();

            assertThat(second.exitCode()).isEqualTo(75);
            assertThat(second.out()).isEmpty();
            assertThat(second.errLines())
                    .singleElement()
                    .asString()
                    .startsWith("Another run is under way (process " + first.pid() + ", since ");
            assertThat(status.exitCode()).isZero();
            assertThat(status.json().at("/running/pid").longValue()).isEqualTo(first.pid());
            assertThat(status.json().at("/running/scans_done").intValue()).isEqualTo(1);
            assertThat(ended.exitCode()).as(ended.err()).isZero();
            assertThat(ended.err()).isEmpty();
            assertThat(ended.outLines()).singleElement().asString().startsWith("Delivered the ping of ");
            assertThat(endpoint.pings()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void endsBetweenTwoScansWhenTerminatedAndGoesOnInTheNextRun(TestDatabase stateKind) {
        Installation installation = installation(stateKind);
        ScanGate turnstile = new ScanGate(installation, SCANS);
        try (ProgramRun first = installation.startProgram("run")) {
            turnstile.admit(1);
            Await.until("the second scan is under way", turnstile::isWaitedAt);
            first.terminate();
            Await.until("it says so", () -> first.err().startsWith("Interrupted. What was counted and frozen"));
            Await.until("it ends", () -> {
                turnstile.admitWhoWaits();
                return !first.isAlive();
            });

            CommandResult terminated = first.end();

            assertThat(terminated.exitCode()).isEqualTo(143);
            assertThat(terminated.out()).isEmpty();
            assertThat(terminated.errLines()).hasSize(2);
            assertThat(terminated.errLines().get(1))
                    .matches("Stopped after . of . scans of .*, by a signal; the next.*");
            JsonNode run = installation.run("runs", "--json").json().at("/runs/0");
            assertThat(run.get("state").stringValue()).isEqualTo("interrupted");
            assertThat(run.get("exit_code").intValue()).isEqualTo(143);
            assertThat(endpoint.received()).isEmpty();
        }
        List<Integer> before = List.copyOf(turnstile.arrivals());
        turnstile.reset();
        try (ProgramRun next = installation.startProgram("run")) {
            turnstile.admit(SCANS - before.size());
            CommandResult resumed = next.end();

            assertThat(resumed.exitCode()).as(resumed.err()).isZero();
            assertThat(resumed.err()).isEmpty();
        }
        assertThat(turnstile.arrivals()).hasSize(SCANS).doesNotHaveDuplicates();
        assertThat(endpoint.pings()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void isInterruptedAndNotKilledByASecondCtrlC(TestDatabase stateKind) {
        Installation installation = installation(stateKind);
        ScanGate turnstile = new ScanGate(installation, SCANS);
        try (ProgramRun run = ProgramRun.startAtTerminal(
                installation.home(), List.of("--home", installation.home().toString(), "run"))) {
            Await.until("a scan is under way", turnstile::isWaitedAt);
            run.interrupt();
            Await.until("it says so", () -> run.err().startsWith("Interrupted. What was counted and frozen"));
            run.interrupt();

            CommandResult interrupted = run.end();

            assertThat(interrupted.exitCode()).isEqualTo(130);
            assertThat(interrupted.errLines().get(1)).startsWith("Ended at once by a second signal.");
        }
        JsonNode run = installation.run("runs", "--json").json().at("/runs/0");
        assertThat(run.get("state").stringValue()).isEqualTo("interrupted");
        assertThat(run.get("exit_code").intValue()).isEqualTo(130);
        assertThat(installation.run("runs").out()).contains("interrupted").doesNotContain("ended by force");
        assertThat(installation.run("status").out())
                .contains("exit 130: interrupted")
                .doesNotContain("killed");
        assertThat(installation.run("status", "--check").out()).doesNotContain("killed");
    }

    @Test
    void endsWhenItIsTerminatedWhileItWaitsForADatabaseAndGoesOnInTheNextRun() {
        Installation installation =
                installation(TestDatabase.H2).withUsualMetrics().set("collection.max-active-sessions", "2");
        try (BusySessions others = new BusySessions(installation.application())) {
            others.begin(3);
            try (ProgramRun first = installation.startProgram("run")) {
                Await.until(
                        "it has the lock",
                        () -> RunLock.isHeld(installation.home().resolve("state")));
                Await.until(
                        "it waits", () -> installation.run("status").out().contains("waiting for database 'main': "));
                first.terminate();

                assertThat(first.end().exitCode()).isEqualTo(143);
            }
        }

        CommandResult resumed = installation.runProgram("run");

        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(endpoint.pings()).hasSize(1);
    }
}
