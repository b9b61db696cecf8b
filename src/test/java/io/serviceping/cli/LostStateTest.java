package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.SincePostgres;
import io.serviceping.testing.Soak;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run loses its connections to the state database at one of its commits. The next run continues from there. */
@SincePostgres(14)
class LostStateTest {
    /** Distance between the tested commits in a usual build. Each build starts with another commit. */
    private static final int STRIDE = 13;

    @TempDir
    Path folder;

    @Test
    void endsWithOneSentenceAndTheNextRunGoesOn() throws Exception {
        try (EndpointProxy endpoint = EndpointProxy.start(folder.resolve("collector"))) {
            Installation installation = Installation.on(TestDatabase.H2, TestDatabase.POSTGRESQL, folder)
                    .withUsualMetrics()
                    .sendingTo(endpoint);
            assertThat(installation.run("run").exitCode()).isZero();
            List<Integer> codes = new ArrayList<>();
            int stride = Soak.isOn() ? 1 : STRIDE;
            boolean reached = true;
            for (int commit = 1 + (int) (Soak.seed() % stride); reached; commit += stride) {
                for (Outage.Moment moment : moments(commit)) {
                    installation.advance(Duration.ofDays(7));
                    Outage outage = new Outage(installation.stateUrl(), commit, moment);

                    CommandResult result = run(installation, outage);

                    reached = outage.isOver();
                    codes.add(result.exitCode());
                    assertThat(result.exitCode())
                            .as(moment + " " + commit + ": " + result)
                            .isIn(reached ? Set.of(0, 75) : Set.of(0));
                    if (result.exitCode() == 75) {
                        assertThat(result.errLines())
                                .as(moment + " " + commit + ": " + result)
                                .singleElement()
                                .asString()
                                .matches(
                                        "(The connection to the state database was lost: |This run has lost its lock).+"
                                                + "; run again: it goes on where it stopped\\.");
                    }
                    CommandResult next = installation.run("run");
                    assertThat(next.exitCode())
                            .as(moment + " " + commit + ": " + next)
                            .isZero();
                    assertThat(endpoint.pings()).hasSize(1 + codes.size());
                    assertThat(installation.count("outbox_ping where state <> 'delivered'"))
                            .isZero();
                }
            }
            assertThat(codes.stream().filter(code -> code == 75).count()).isGreaterThan(codes.size() / 2);
        }
    }

    private static List<Outage.Moment> moments(int commit) {
        List<Outage.Moment> all = List.of(Outage.Moment.values());
        return Soak.isOn() ? all : List.of(all.get(commit % all.size()));
    }

    private static CommandResult run(Installation installation, Outage outage) {
        KillableDriver.begin(outage);
        try {
            return installation.run("run");
        } finally {
            KillableDriver.end(outage);
        }
    }
}
