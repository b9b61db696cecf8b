package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.state.CommandRun;
import io.serviceping.state.CommandRuns;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code status --check} says in one line, and with the exit codes of Nagios, how an installation stands. */
class StatusCheckTest {
    private static final Duration WEEK = Duration.ofDays(7);

    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    /** What happened, the exit code, and the line. */
    @SuppressWarnings("ImmutableEnumChecker")
    private enum Situation {
        WELL(
                (installation, endpoint) -> installation.run("run"),
                0,
                "OK - the ping of 2026-W46 is delivered \\| late=0s;172800;777600;0"
                        + " waiting=0;3;6;0 refused=0;;0;0 missing_values=0;0;;0"),
        FIRST_MONDAY(
                (installation, endpoint) -> {},
                0,
                "OK - the ping of 2026-W46 is due \\| late=21600s;172800;777600;0 waiting=0;3;6;0 .*"),
        NEXT_MONDAY(
                (installation, endpoint) -> {
                    installation.run("run");
                    installation.advance(WEEK);
                },
                0,
                "OK - the ping of 2026-W47 is due \\| late=21600s;.*"),
        OFF(
                (installation, endpoint) -> {
                    installation.run("opt-out");
                    installation.advance(WEEK.multipliedBy(9));
                },
                0,
                "OK - Service Ping is off: switched off by .*"),
        LATE(
                (installation, endpoint) -> {
                    installation.run("run");
                    installation.advance(WEEK.plusDays(3));
                },
                1,
                "WARNING - the ping of 2026-W47 is not delivered, 3 days after its week ended \\| late=280800s;.*"),
        CRON_STOPPED(
                (installation, endpoint) -> {
                    installation.run("run");
                    installation.advance(WEEK.multipliedBy(3));
                },
                2,
                "CRITICAL - the ping of 2026-W47 is not delivered, 14 days after its week ended \\| .*"),
        WAITING(
                (installation, endpoint) -> {
                    for (int week = 0; week < 4; week++) {
                        installation.run("run", "--no-submit");
                        installation.advance(WEEK);
                    }
                },
                2,
                "CRITICAL - the ping of 2026-W46 is not delivered, 28 days after its week ended; 4 pings wait \\|"
                        + " late=2440800s;172800;777600;0 waiting=4;3;6;0 .*"),
        REFUSED(
                (installation, endpoint) -> {
                    endpoint.answers(400);
                    installation.run("run");
                },
                2,
                "CRITICAL - the endpoint refused the ping of 2026-W46 \\(HTTP 400\\) \\|.* refused=1;;0;0 .*"),
        NOT_TAKEN(
                (installation, endpoint) -> {
                    endpoint.answers(503);
                    installation.inItsOwnTime(1).run("run");
                },
                1,
                "WARNING - the endpoint took nothing in the last 1 run \\|.* waiting=1;3;6;0 .*"),
        FROZEN(
                (installation, endpoint) -> installation.run("run", "--no-submit"),
                0,
                "OK - the ping of 2026-W46 waits \\| .* waiting=1;3;6;0 .*"),
        WRONG_PASSWORD(
                (installation, endpoint) -> installation.run(
                        "run",
                        "--service-ping.databases.main.username=nobody",
                        "--service-ping.databases.main.password=wrong"),
                2,
                "CRITICAL - run of 2026-11-16T06:00:00Z ended with 77: .*"),
        NO_VALUE(
                (installation, endpoint) -> installation
                        .metric("counts.none", "select count(*) from nowhere")
                        .run("run"),
                1,
                "WARNING - 1 metric has no value \\|.* missing_values=1;0;;0"),
        KILLED(
                (installation, endpoint) -> killed(installation),
                1,
                "WARNING - run of 2026-11-16T05:00:00Z was killed \\|.*"),
        INVALID(
                (installation, endpoint) -> installation.definition("broken", "nonsense: 1"),
                2,
                "CRITICAL - no run counts anything: .*broken.*"),
        STATE_LOST(
                (installation, endpoint) -> {
                    installation.run("run");
                    installation.set("state.username", "nobody").set("state.password", "wrong");
                },
                3,
                "UNKNOWN - .*");

        private final BiConsumer<Installation, EndpointProxy> happened;
        private final int exitCode;
        private final String line;

        Situation(BiConsumer<Installation, EndpointProxy> happened, int exitCode, String line) {
            this.happened = happened;
            this.exitCode = exitCode;
            this.line = line;
        }
    }

    private static void killed(Installation installation) {
        CommandRun killed = new CommandRun(
                "run",
                Optional.of("2026-W46"),
                installation.now().minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS),
                new CommandRun.Origin("scheduled", "service-ping", "one"),
                Set.of(CommandRun.Part.COUNT),
                Optional.empty());
        CommandRuns.read(installation.home().resolve("state"))
                .begin(killed)
                .write(installation.home().resolve("state"));
    }

    static Stream<Arguments> situations() {
        return Arrays.stream(TestDatabase.values())
                .flatMap(kind -> Arrays.stream(Situation.values()).map(one -> Arguments.of(kind, one)));
    }

    @ParameterizedTest
    @MethodSource("situations")
    void saysInOneLineHowItStands(TestDatabase kind, Situation situation) {
        Installation installation =
                Installation.on(kind, folder).withUsualMetrics().sendingTo(endpoint);
        situation.happened.accept(installation, endpoint);

        CommandResult check = installation.run("status", "--check");

        assertThat(check.outLines()).singleElement().asString().matches("SERVICE PING " + situation.line);
        assertThat(check.exitCode()).isEqualTo(situation.exitCode);
    }

    @Test
    void takesOtherLimits() {
        Installation installation =
                Installation.on(TestDatabase.H2, folder).withUsualMetrics().sendingTo(endpoint);
        installation.run("run", "--no-submit");
        installation.advance(Duration.ofDays(1));

        assertThat(installation.run("status", "--check").exitCode()).isZero();
        assertThat(installation.run("status", "--check", "--late", "12h").exitCode())
                .isEqualTo(1);
        assertThat(installation.run("status", "--check", "--waiting", "0").exitCode())
                .isEqualTo(2);
        assertThat(installation.run("status", "--check", "--waiting", "-1").exitCode())
                .isEqualTo(64);
        assertThat(installation.run("status", "--check", "--late", "morgen")).satisfies(wrong -> {
            assertThat(wrong.exitCode()).isEqualTo(64);
            assertThat(wrong.err())
                    .startsWith("Invalid value for option '--late': 'morgen' is not a time such as 2d, 36h or 10s");
        });
        assertThat(installation.run("status", "--check", "--timeout", "0s")).satisfies(hurried -> {
            assertThat(hurried.exitCode()).isEqualTo(3);
            assertThat(hurried.out()).startsWith("SERVICE PING UNKNOWN - no answer within 0.0 s (--timeout): ");
        });
    }
}
