package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.cli.console.Terminal;
import io.serviceping.state.CommandRun;
import io.serviceping.state.CommandRuns;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** {@code runs} lists the last commands that counted or sent. */
class RunsTest {
    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    private Installation installation(TestDatabase kind) {
        return Installation.on(kind, folder).withUsualMetrics().sendingTo(endpoint);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void listsWhatEachRunDid(TestDatabase kind) {
        Installation installation = installation(kind);
        installation.run("run", "--no-submit");
        installation.run("submit", "--due");
        installation.advance(Duration.ofDays(7));
        installation.run("run", "--service-ping.databases.main.password-file=/nowhere");

        JsonNode runs = installation.run("runs", "--json").json().get("runs");

        assertThat(runs.size()).isEqualTo(3);
        JsonNode counted = runs.get(0);
        assertThat(counted.get("command").stringValue()).isEqualTo("run --no-submit");
        assertThat(counted.get("period").stringValue()).isEqualTo("2026-W46");
        assertThat(counted.get("reason").stringValue()).isEqualTo("scheduled");
        assertThat(counted.get("user").stringValue()).isEqualTo(System.getProperty("user.name"));
        assertThat(counted.get("host").stringValue()).isNotBlank();
        assertThat(counted.get("state").stringValue()).isEqualTo("ended");
        assertThat(counted.get("started_at").stringValue()).isEqualTo("2026-11-16T06:00:00Z");
        assertThat(counted.get("exit_code").intValue()).isZero();
        assertThat(counted.get("metrics_counted").intValue()).isEqualTo(6);
        assertThat(counted.get("metrics_without_value").intValue()).isZero();
        assertThat(counted.get("attempts").intValue()).isZero();
        assertThat(counted.get("ranges_read").longValue()).isPositive();
        assertThat(counted.get("rows_read").longValue()).isBetween(10L, 20L);
        assertThat(counted.get("step_seconds").propertyNames()).containsExactly("collect", "freeze", "plan", "submit");
        JsonNode sent = runs.get(1);
        assertThat(sent.get("command").stringValue()).isEqualTo("submit");
        assertThat(sent.get("pings_sent").intValue()).isEqualTo(1);
        assertThat(sent.get("attempts").intValue()).isEqualTo(1);
        assertThat(sent.get("sent_bytes").longValue()).isPositive();
        JsonNode failed = runs.get(2);
        assertThat(failed.get("exit_code").intValue()).isEqualTo(78);
        assertThat(failed.at("/reasons/0").stringValue()).contains("password-file");
        assertThat(installation.run("runs").outLines()).hasSize(5).anyMatch(line -> line.length() > 80);
        assertThat(installation
                        .onTerminal(new Terminal(true, true, 80, Optional.of(false), false))
                        .run("runs")
                        .outLines())
                .hasSize(5)
                .allMatch(line -> line.length() <= 80)
                .element(1)
                .asString()
                .matches("2026-11-16T06:00:00Z     0s     0      6/6        run --no-submit, scheduled,.*");
        assertThat(installation.run("runs", "--last", "1").outLines())
                .hasSize(3)
                .element(2)
                .asString()
                .contains("databases.main.password-file");
    }

    @Test
    void showsARunThatWasKilledAsEndedByForce() {
        Installation installation = installation(TestDatabase.H2);
        installation.run("run");
        killedAfter(installation.home().resolve("state"));

        assertThat(installation.run("runs").out()).contains("ended by force: killed, or its machine went down");
        installation.run("submit");
        JsonNode runs = installation.run("runs", "--json").json().get("runs");

        assertThat(runs.size()).isEqualTo(3);
        assertThat(runs.at("/1/state").stringValue()).isEqualTo("killed");
        assertThat(runs.at("/1/exit_code").isNull()).isTrue();
        assertThat(runs.at("/2/state").stringValue()).isEqualTo("ended");
    }

    /** Leaves what a kill leaves: a begin without an end. */
    private static void killedAfter(Path state) {
        CommandRun one = CommandRuns.read(state).last().orElseThrow();
        CommandRun killed = new CommandRun(
                one.command(), one.week(), one.startedAt().plusSeconds(60), one.origin(), one.open(), Optional.empty());
        CommandRuns.read(state).begin(killed).write(state);
    }

    @Test
    void keepsTwoHundredAndSkipsHalfALine() throws IOException {
        Installation installation = installation(TestDatabase.H2);
        installation.run("submit", "--service-ping.enabled=false");
        Path file = installation.home().resolve("state/runs.jsonl");
        String line = Files.readString(file).strip() + "\n";
        String old = line.replace("2026-11-16T06", "2026-11-16T05");
        int enoughToTrim = (1 << 19) / line.length() + 1;
        Files.writeString(
                file, IntStream.range(0, enoughToTrim).mapToObj(i -> old).collect(Collectors.joining()));
        Files.writeString(file, line.substring(0, 40), StandardOpenOption.APPEND);

        installation.run("submit", "--service-ping.enabled=false");

        JsonNode runs =
                installation.run("runs", "--last", "200", "--json").json().get("runs");
        assertThat(runs.size()).isEqualTo(200);
        assertThat(runs.at("/198/started_at").stringValue()).isEqualTo("2026-11-16T05:00:00Z");
        assertThat(runs.at("/199/started_at").stringValue()).isEqualTo("2026-11-16T06:00:00Z");
        assertThat(Files.size(file)).isLessThan(201L * line.length());
        assertThat(installation.run("runs", "--last", "0").exitCode()).isEqualTo(64);
        assertThat(installation.run("--quiet", "runs")).isEqualTo(new CommandResult(0, "", ""));
    }
}
