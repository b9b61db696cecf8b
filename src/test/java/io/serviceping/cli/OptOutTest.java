package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** After opt-out nothing is counted or sent. */
class OptOutTest {
    @TempDir
    Path folder;

    private final UncalledPort silentDatabase = new UncalledPort();
    private final UncalledPort silentEndpoint = new UncalledPort();

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    @BeforeEach
    void openTheEndpoint() {
        Probe.reset();
    }

    @AfterEach
    void closeAll() throws Exception {
        silentDatabase.close();
        silentEndpoint.close();
    }

    enum Way {
        FILE("service-ping.enabled"),
        ENVIRONMENT("SERVICE_PING_ENABLED"),
        DO_NOT_TRACK("DO_NOT_TRACK=1 in the environment"),
        COMMAND_LINE("--service-ping.enabled=false"),
        COMMAND("with `opt-out` on 2026-11-16T06:00:00Z (asked by legal)");

        private final String named;

        Way(String named) {
            this.named = named;
        }

        String[] switchOff(Installation installation, String command) {
            switch (this) {
                case FILE -> installation.set("enabled", "false");
                case ENVIRONMENT -> installation.environment("SERVICE_PING_ENABLED", "false");
                case DO_NOT_TRACK -> installation.environment("DO_NOT_TRACK", "1");
                case COMMAND_LINE -> {
                    return new String[] {"--service-ping.enabled=false", command};
                }
                case COMMAND -> installation.run("opt-out", "--reason", "asked by legal");
            }
            return new String[] {command};
        }
    }

    @ParameterizedTest
    @CsvSource({
        "FILE, run", "ENVIRONMENT, run", "DO_NOT_TRACK, run", "COMMAND_LINE, run", "COMMAND, run",
        "FILE, submit", "ENVIRONMENT, submit", "DO_NOT_TRACK, submit", "COMMAND_LINE, submit", "COMMAND, submit"
    })
    void saysWhoInOneLineAndConnectsNowhere(Way way, String command) {
        Installation installation = Installation.on(TestDatabase.H2, folder)
                .withUsualMetrics()
                .set("databases.main.url", "jdbc:postgresql://127.0.0.1:" + silentDatabase.port() + "/app")
                .set("endpoint.url", "http://127.0.0.1:" + silentEndpoint.port() + "/pings");

        CommandResult result = installation.run(way.switchOff(installation, command));

        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.outLines())
                .singleElement()
                .asString()
                .startsWith("Service Ping is off: switched off by ")
                .contains(way.named);
        assertThat(silentDatabase.visitors()).isZero();
        assertThat(silentEndpoint.visitors()).isZero();
        assertThat(installation.home().resolve("state/service-ping.mv.db")).doesNotExist();
    }

    @Test
    void holdsWhateverElseIsWrongWithTheConfiguration() {
        Installation installation =
                Installation.on(TestDatabase.H2, folder).set("enabled", "false").set("colection", "x");

        assertThat(installation.run("run").exitCode()).isZero();
    }

    @Test
    void saysThatServicePingIsStillOnWhenTheFlagCannotBeWritten() throws Exception {
        Installation installation = Installation.on(TestDatabase.H2, folder).withUsualMetrics();
        Files.createSymbolicLink(installation.home().resolve("state"), folder.resolve("nowhere"));

        CommandResult failed = installation.run("opt-out");
        CommandResult run =
                installation.environment("SERVICE_PING_ENABLED", "false").run("run");
        CommandResult failedWhileOff = installation.run("opt-out");

        assertThat(failed.exitCode()).isEqualTo(75);
        assertThat(failed.err())
                .startsWith("Service Ping is still on: ")
                .contains("SERVICE_PING_ENABLED=false", "service-ping.enabled: false");
        assertThat(run.out()).startsWith("Service Ping is off");
        assertThat(failedWhileOff.err()).isNotEmpty().doesNotContain("still on");
    }

    @Test
    void namesEverybodyWhoSwitchedItOff() {
        Installation installation =
                Installation.on(TestDatabase.H2, folder).set("enabled", "false").environment("DO_NOT_TRACK", "yes");

        assertThat(installation.run("run").outLines())
                .singleElement()
                .asString()
                .contains("DO_NOT_TRACK=yes")
                .contains("service-ping.enabled");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void withdrawsWhatWaitsAndSendsItOnlyWhenItIsReleased(TestDatabase kind) {
        Installation installation =
                Installation.on(kind, folder).withUsualMetrics().sendingTo(endpoint);
        installation.run("run", "--no-submit");
        installation.run("opt-out");

        CommandResult run = installation.run("run");
        CommandResult submit = installation.run("submit");
        int whileOff = endpoint.received().size();
        CommandResult on = installation.run("opt-in");
        CommandResult kept = installation.run("run");
        CommandResult nothing = installation.run("submit");
        int withdrawn = endpoint.received().size();
        CommandResult released = installation.run("release", "2026-W46");
        CommandResult delivered = installation.run("submit");

        assertThat(run.exitCode()).isZero();
        assertThat(submit.exitCode()).isZero();
        assertThat(whileOff).isZero();
        assertThat(on.outLines()).containsExactly("Service Ping is on.");
        assertThat(kept.exitCode()).isZero();
        assertThat(kept.out())
                .startsWith("Kept here, not sent: the ping of 2026-W46, ")
                .contains("'release 2026-W46'");
        assertThat(nothing.outLines()).containsExactly("Nothing to do: the outbox is empty.");
        assertThat(withdrawn).isZero();
        assertThat(released.exitCode()).isZero();
        assertThat(released.out())
                .startsWith("Released: the ping of 2026-W46, ")
                .contains("sha-256=");
        assertThat(delivered.exitCode()).isZero();
        assertThat(endpoint.pings()).hasSize(1);
        assertThat(installation.run("release", "2026-W46").exitCode()).isEqualTo(64);
    }

    @Test
    void staysOffAfterOptInWhereSomebodyElseSwitchedItOff() {
        Installation installation = Installation.on(TestDatabase.H2, folder).environment("DO_NOT_TRACK", "1");
        installation.run("opt-out");

        CommandResult result = installation.run("opt-in");

        assertThat(result.exitCode()).isZero();
        assertThat(result.outLines())
                .singleElement()
                .asString()
                .startsWith("Service Ping is off: switched off by DO_NOT_TRACK=1");
    }

    @Test
    void sendsNothingMoreWhenRaisedWhileARunIsCounting() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Probe.hold("held", release);
        Installation installation = Installation.on(TestDatabase.H2, folder)
                .withUsualMetrics()
                .metric("counts.held", "select probe('held')")
                .sendingTo(endpoint);
        CompletableFuture<CommandResult> run = installation.begin("run");
        Await.until("the run is counting", () -> Probe.calls("held") == 1);

        installation.run("opt-out");
        installation.advance(Duration.ofSeconds(1));
        release.countDown();
        CommandResult result = run.get();

        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.outLines())
                .singleElement()
                .asString()
                .startsWith("Service Ping is off: switched off by ")
                .contains("with `opt-out`");
        assertThat(endpoint.received()).isEmpty();
        installation.run("opt-in");
        CommandResult delivered = installation.run("run");
        assertThat(delivered.exitCode()).isZero();
        assertThat(delivered.outLines()).singleElement().asString().startsWith("Delivered the ping of 2026-W46");
        assertThat(Probe.calls("held")).isEqualTo(1);
        assertThat(endpoint.pings()).hasSize(1);
    }
}
