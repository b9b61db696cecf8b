package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In the local mode everything is counted and kept, and nothing leaves. */
class LocalModeTest {
    private static final Duration WEEK = Duration.ofDays(7);

    @TempDir
    Path folder;

    private final UncalledPort silentEndpoint = new UncalledPort();

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    @AfterEach
    void close() throws Exception {
        silentEndpoint.close();
    }

    private Installation local(TestDatabase kind) {
        return Installation.on(kind, folder)
                .withUsualMetrics()
                .set("mode", "local")
                .set("endpoint.url", "http://127.0.0.1:" + silentEndpoint.port() + "/pings");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void countsAndFreezesAndNeverCallsTheEndpoint(TestDatabase kind) {
        Installation installation = local(kind);

        CommandResult run = installation.run("run");
        CommandResult again = installation.run("run");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.outLines().get(0))
                .startsWith(
                        "Service Ping is local, so nothing is sent: by service-ping.mode in config/application.yml:");
        assertThat(run.out()).contains("Kept here, not sent: the ping of 2026-W46, ");
        assertThat(again.out()).contains("Kept here, not sent: the ping of 2026-W46, ");
        assertThat(installation.run("preview", "--period", "2026-W46").err()).contains("Frozen: ");
        for (String[] command : new String[][] {
            {"submit"},
            {"submit", "--due"},
            {"export", "--output", folder.resolve("pings.zip").toString()},
            {"doctor"},
            {"doctor", "--endpoint"},
            {"status"},
            {"status", "--check"},
            {"redrive"},
            {"plan"},
            {"validate", "--database"}
        }) {
            assertThat(installation.run(command).exitCode())
                    .as(String.join(" ", command))
                    .isLessThan(64);
        }
        assertThat(folder.resolve("pings.zip")).doesNotExist();
        assertThat(silentEndpoint.visitors()).isZero();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void keepsWhatItFrozeUntilItIsReleasedAndSendsTheNextWeek(TestDatabase kind) {
        Installation installation = local(kind);
        installation.run("run");
        installation.set("mode", "on").sendingTo(endpoint);

        CommandResult kept = installation.run("run");
        CommandResult status = installation.run("status");
        CommandResult export = installation.run(
                "export",
                "--period",
                "2026-W46",
                "--output",
                folder.resolve("pings.zip").toString());
        installation.advance(WEEK);
        CommandResult next = installation.run("run");

        assertThat(kept.out()).contains("Kept here, not sent: the ping of 2026-W46, ");
        assertThat(status.out()).contains("withdrawn").contains("'release 2026-W46' lets it leave");
        assertThat(export.exitCode()).isEqualTo(64);
        assertThat(next.outLines()).singleElement().asString().startsWith("Delivered the ping of 2026-W47");
        assertThat(endpoint.pings()).hasSize(1);
        installation.run("release", "2026-W46");
        assertThat(installation.run("submit").out()).startsWith("Delivered the ping of 2026-W46");
        assertThat(endpoint.pings()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void releasesAWeekThatHasNotEndedByTheClockThatIsRightAgain(TestDatabase kind) {
        Installation installation = local(kind);
        installation.advance(WEEK);
        installation.run("run");
        installation.advance(WEEK.negated());
        installation.set("mode", "on").sendingTo(endpoint);
        assertThat(installation.run("status").out()).contains("'release 2026-W47' lets it leave");

        CommandResult release = installation.run("release", "2026-W47");

        assertThat(release.exitCode()).as(release.err()).isZero();
        assertThat(installation.run("submit").out()).startsWith("Delivered the ping of 2026-W47");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void keepsTheWeekBackThatEndedBeforeItWasFirstOn(TestDatabase kind) {
        Installation installation =
                Installation.on(kind, folder).withUsualMetrics().sendingTo(endpoint);
        installation.run("opt-out");
        installation.run("run");
        installation.advance(Duration.ofMinutes(5));
        installation.run("opt-in");

        CommandResult first = installation.run("run");
        installation.advance(WEEK);
        CommandResult second = installation.run("run");

        assertThat(first.exitCode()).isZero();
        assertThat(first.out()).startsWith("Kept here, not sent: the ping of 2026-W46, ");
        assertThat(second.outLines()).singleElement().asString().startsWith("Delivered the ping of 2026-W47");
        assertThat(endpoint.pings()).hasSize(1);
    }

    @Test
    void releasesNothingWhileItIsLocal() {
        Installation installation = local(TestDatabase.H2);
        installation.run("run");

        CommandResult release = installation.run("release", "2026-W46");

        assertThat(release.exitCode()).isEqualTo(78);
        assertThat(release.err()).startsWith("Service Ping is local").contains("Nothing is released until it is on.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "environment", "command line"})
    void isTheStrictestOfAllSources(String source) {
        Installation installation = Installation.on(TestDatabase.H2, folder)
                .withUsualMetrics()
                .set("endpoint.url", "http://127.0.0.1:" + silentEndpoint.port() + "/pings")
                .set("mode", source.equals("file") ? "local" : "on")
                .environment("SERVICE_PING_MODE", source.equals("environment") ? "LOCAL" : "on");
        String argument = "--service-ping.mode=" + (source.equals("command line") ? "local" : "on");

        CommandResult status = installation.run(argument, "status");
        CommandResult run = installation.run(argument, "run");

        assertThat(run.outLines().get(0)).startsWith("Service Ping is local");
        assertThat(Stream.of("local: ", "on: ").map(status.out()::indexOf))
                .isSorted()
                .doesNotContain(-1);
        assertThat(installation.set("enabled", "false").run(argument, "run").out())
                .startsWith("Service Ping is off");
        assertThat(silentEndpoint.visitors()).isZero();
    }

    @Test
    void aWordThatIsNoModeIsOffAndIsNamed() {
        Installation installation = local(TestDatabase.H2).set("mode", "quiet");

        assertThat(installation.run("run").out())
                .startsWith("Service Ping is off: switched off by service-ping.mode in config/application.yml:")
                .contains(", which is neither on, local nor off");
        CommandResult validate = installation.run("validate");
        assertThat(validate.exitCode()).isEqualTo(78);
        assertThat(validate.out() + validate.err()).contains("must be `on`, `local` or `off`");
    }
}
