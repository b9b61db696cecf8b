package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** A run whose budget is spent ends between two scans. The next run continues there. */
class RunBudgetTest {
    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    @BeforeEach
    void openTheEndpoint() {
        Probe.reset();
    }

    private Installation installation(TestDatabase stateKind, String... probes) {
        Installation installation =
                Installation.on(TestDatabase.H2, stateKind, folder).sendingTo(endpoint);
        Stream.of(probes).forEach(probe -> installation.metric("probed." + probe, "select probe('" + probe + "')"));
        return installation;
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void stopsBetweenTwoScansAndGoesOnInTheNextRun(TestDatabase stateKind) {
        Installation installation = installation(stateKind, "a", "b", "c", "d");
        Probe.onCall(2, () -> installation.advance(Duration.ofMinutes(31)), "a", "b", "c", "d");

        CommandResult stopped = installation.run("run");
        int received = endpoint.received().size();
        CommandResult resumed = installation.run("run");

        assertThat(stopped.exitCode()).isEqualTo(75);
        assertThat(stopped.out()).isEmpty();
        assertThat(stopped.errLines())
                .containsExactly("Stopped after 2 of 4 scans of 2026-W46, by the run budget; the next run"
                        + " goes on from there.");
        assertThat(received).isZero();
        assertThat(resumed.exitCode()).isZero();
        assertThat(resumed.err()).isEmpty();
        assertThat(Stream.of("a", "b", "c", "d").map(Probe::calls)).containsOnly(1);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void keepsTheInstantAtWhichCountingBegan(TestDatabase stateKind) {
        Installation installation = installation(stateKind, "a", "b");
        Probe.onCall(1, () -> installation.advance(Duration.ofMinutes(31)), "a", "b");
        installation.run("run");

        installation.run("run");

        JsonNode payload = CommandResult.json(installation.payloadFile(Installation.PERIOD));
        assertThat(payload.get("recorded_at").stringValue()).isEqualTo("2026-11-16T06:00:00.123Z");
    }

    @Test
    void goesOnAsOftenAsItTakes() {
        Installation installation = installation(TestDatabase.H2, "a", "b", "c");
        Stream.of("a", "b", "c").forEach(probe -> Probe.on(probe, () -> installation.advance(Duration.ofMinutes(31))));

        assertThat(Stream.generate(() -> installation.run("run").exitCode()).limit(4))
                .containsExactly(75, 75, 0, 0);
        assertThat(Stream.of("a", "b", "c").map(Probe::calls)).containsOnly(1);
    }

    @Test
    void runsAsManyScansSideBySideAsItMay() {
        Installation installation =
                installation(TestDatabase.H2, "a", "b", "c", "d", "e", "f").set("collection.parallelism", "4");
        CountDownLatch four = new CountDownLatch(4);
        Stream.of("a", "b", "c", "d", "e", "f").forEach(probe -> {
            Probe.on(probe, () -> {
                four.countDown();
                Await.until("four scans at once", () -> four.getCount() == 0);
            });
        });

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).isZero();
        assertThat(Stream.of("a", "b", "c", "d", "e", "f").map(Probe::calls)).containsOnly(1);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void stopsAndGoesOnWithSeveralScansSideBySide(TestDatabase stateKind) {
        Installation installation =
                installation(stateKind, "a", "b", "c", "d", "e", "f", "g", "h").set("collection.parallelism", "4");
        CountDownLatch four = new CountDownLatch(4);
        Stream.of("a", "b", "c", "d", "e", "f", "g", "h").forEach(probe -> {
            Probe.on(probe, () -> {
                four.countDown();
                Await.until("four scans at once", () -> four.getCount() == 0);
                installation.advance(Duration.ofMinutes(31));
            });
        });

        List<Integer> exitCodes = Stream.generate(() -> installation.run("run").exitCode())
                .limit(8)
                .toList();

        assertThat(exitCodes).startsWith(75).endsWith(0);
        assertThat(Stream.of("a", "b", "c", "d", "e", "f", "g", "h").map(Probe::calls))
                .containsOnly(1);
        assertThat(endpoint.pings()).hasSize(1);
    }
}
