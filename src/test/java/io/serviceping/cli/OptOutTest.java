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
    private final EndpointProxy central = EndpointProxy.ofTheClass();

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

        String[] switchOff(Installation site, String command) {
            switch (this) {
                case FILE -> site.set("enabled", "false");
                case ENVIRONMENT -> site.environment("SERVICE_PING_ENABLED", "false");
                case DO_NOT_TRACK -> site.environment("DO_NOT_TRACK", "1");
                case COMMAND_LINE -> {
                    return new String[] {"--service-ping.enabled=false", command};
                }
                case COMMAND -> site.run("opt-out", "--reason", "asked by legal");
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
        Installation site = Installation.on(TestDatabase.H2, folder)
                .withUsualMetrics()
                .set("databases.main.url", "jdbc:postgresql://127.0.0.1:" + silentDatabase.port() + "/app")
                .set("endpoint.url", "http://127.0.0.1:" + silentEndpoint.port() + "/pings");

        CommandResult result = site.run(way.switchOff(site, command));

        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.outLines())
                .singleElement()
                .asString()
                .startsWith("Service Ping is off: switched off by ")
                .contains(way.named);
        assertThat(silentDatabase.visitors()).isZero();
        assertThat(silentEndpoint.visitors()).isZero();
        assertThat(site.home().resolve("state/service-ping.mv.db")).doesNotExist();
    }

    @Test
    void holdsWhateverElseIsWrongWithTheConfiguration() {
        Installation site =
                Installation.on(TestDatabase.H2, folder).set("enabled", "false").set("colection", "x");

        assertThat(site.run("run").exitCode()).isZero();
    }

    @Test
    void saysThatServicePingIsStillOnWhenTheFlagCannotBeWritten() throws Exception {
        Installation site = Installation.on(TestDatabase.H2, folder).withUsualMetrics();
        Files.createSymbolicLink(site.home().resolve("state"), folder.resolve("nowhere"));

        CommandResult failed = site.run("opt-out");
        CommandResult run = site.environment("SERVICE_PING_ENABLED", "false").run("run");
        CommandResult failedWhileOff = site.run("opt-out");

        assertThat(failed.exitCode()).isEqualTo(75);
        assertThat(failed.err())
                .startsWith("Service Ping is still on: ")
                .contains("SERVICE_PING_ENABLED=false", "service-ping.enabled: false");
        assertThat(run.out()).startsWith("Service Ping is off");
        assertThat(failedWhileOff.err()).isNotEmpty().doesNotContain("still on");
    }

    @Test
    void namesEverybodyWhoSwitchedItOff() {
        Installation site =
                Installation.on(TestDatabase.H2, folder).set("enabled", "false").environment("DO_NOT_TRACK", "yes");

        assertThat(site.run("run").outLines())
                .singleElement()
                .asString()
                .contains("DO_NOT_TRACK=yes")
                .contains("service-ping.enabled");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void withdrawsWhatWaitsAndSendsItOnlyWhenItIsReleased(TestDatabase kind) {
        Installation site = Installation.on(kind, folder).withUsualMetrics().sendingTo(central);
        site.run("run", "--no-submit");
        site.run("opt-out");

        CommandResult run = site.run("run");
        CommandResult submit = site.run("submit");
        int whileOff = central.received().size();
        CommandResult on = site.run("opt-in");
        CommandResult kept = site.run("run");
        CommandResult nothing = site.run("submit");
        int withdrawn = central.received().size();
        CommandResult released = site.run("release", "2026-W46");
        CommandResult delivered = site.run("submit");

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
        assertThat(central.pings()).hasSize(1);
        assertThat(site.run("release", "2026-W46").exitCode()).isEqualTo(64);
    }

    @Test
    void staysOffAfterOptInWhereSomebodyElseSwitchedItOff() {
        Installation site = Installation.on(TestDatabase.H2, folder).environment("DO_NOT_TRACK", "1");
        site.run("opt-out");

        CommandResult result = site.run("opt-in");

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
        Installation site = Installation.on(TestDatabase.H2, folder)
                .withUsualMetrics()
                .metric("counts.held", "select probe('held')")
                .sendingTo(central);
        CompletableFuture<CommandResult> run = site.begin("run");
        Await.until("the run is counting", () -> Probe.calls("held") == 1);

        site.run("opt-out");
        site.advance(Duration.ofSeconds(1));
        release.countDown();
        CommandResult result = run.get();

        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.outLines())
                .singleElement()
                .asString()
                .startsWith("Service Ping is off: switched off by ")
                .contains("with `opt-out`");
        assertThat(central.received()).isEmpty();
        site.run("opt-in");
        CommandResult delivered = site.run("run");
        assertThat(delivered.exitCode()).isZero();
        assertThat(delivered.outLines()).singleElement().asString().startsWith("Delivered the ping of 2026-W46");
        assertThat(Probe.calls("held")).isEqualTo(1);
        assertThat(central.pings()).hasSize(1);
    }
}
