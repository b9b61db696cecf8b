package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.NextVersion;
import io.serviceping.testing.Soak;
import io.serviceping.testing.TestDatabase;
import io.serviceping.time.Period;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The program is killed with SIGKILL exactly before and exactly after the commits of a run that meets a fault: the
 * endpoint does not accept the ping, or a statement fails. A usual build takes some of them on H2; a {@link Soak} takes
 * all.
 */
class RareKillPointsIT {
    private static final int UNAVAILABLE = 69;
    private static final int WITHOUT_A_VALUE = 4;

    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    /** What a run stores after each status of the endpoint, and the state of the ping afterwards. */
    enum Note {
        MARK_WAITING("Outbox.markWaiting", 503, "waiting"),
        FAILED("BreakerStore.failed", 503, "waiting"),
        MARK_QUARANTINED("Outbox.markQuarantined", 400, "quarantined"),
        MARK_HELD("Outbox.markHeld", 410, "held");

        private final String commit;
        private final int status;
        private final String state;

        Note(String commit, int status, String state) {
            this.commit = commit;
            this.status = status;
            this.state = state;
        }

        private boolean isMarked(boolean after) {
            return after || this == FAILED;
        }
    }

    static Stream<Arguments> places() {
        List<TestDatabase> databases = Soak.isOn() ? List.of(TestDatabase.values()) : List.of(TestDatabase.H2);
        return databases.stream()
                .flatMap(database -> Stream.of(false, true).map(after -> Arguments.of(database, after)));
    }

    static Stream<Arguments> notes() {
        List<Note> notes = Soak.isOn() ? List.of(Note.values()) : List.of(Note.MARK_QUARANTINED);
        return places().flatMap(
                        place -> notes.stream().map(note -> Arguments.of(place.get()[0], place.get()[1], note)));
    }

    @ParameterizedTest(name = "{2} on {0}, after its commit: {1}")
    @MethodSource("notes")
    void aRefusedPingIsNotedOnceAndGoesOutInTheEnd(TestDatabase stateKind, boolean after, Note note) {
        Installation installation = installation(stateKind).withUsualMetrics();
        endpoint.answers(note.status, "Retry-After", "3600");

        kill(installation, stateKind, new CommitPoint("submit", note.commit, 1, after));

        assertThat(installation.count(
                        "outbox_ping where state = '" + (note.isMarked(after) ? note.state : "attempting") + "'"))
                .isEqualTo(1);
        assertThat(installation.count("outbox_breaker")).isEqualTo(note == Note.FAILED && after ? 1 : 0);
        installation.run("submit", "--due");
        assertThat(endpoint.received()).hasSize(note.isMarked(after) ? 1 : 2);
        assertThat(installation.count("outbox_ping where state = '" + note.state + "'"))
                .isEqualTo(1);
        assertThat(installation.count("outbox_attempt where ended_at is null")).isZero();

        endpoint.accepts();
        installation.run("redrive");
        CommandResult result = installation.run("submit");

        assertThat(result.exitCode()).as(result.err()).isZero();
        isThereOnce(installation);
        assertThat(installation.count("outbox_breaker")).isZero();
    }

    @ParameterizedTest(name = "on {0}, after its commit: {1}")
    @MethodSource("places")
    void anEndpointLeftInPeaceIsProbedOnceADay(TestDatabase stateKind, boolean after) {
        Installation installation = installation(stateKind).withUsualMetrics().set("outbox.breaker-after", "1");
        installation.advance(Duration.ofDays(-3));
        endpoint.answers(503);
        assertThat(installation.run("run", "--period", period()).exitCode()).isEqualTo(UNAVAILABLE);
        installation.advance(Duration.ofDays(3));
        int received = endpoint.received().size();
        endpoint.accepts();

        kill(installation, stateKind, new CommitPoint("submit", "BreakerStore.claimProbe", 1, after));

        assertThat(endpoint.received()).hasSize(received);
        // Later than the killed run by the system's clock; otherwise that run's clock would seem wrong.
        installation.advance(Duration.ofHours(1));
        CommandResult next = installation.run("submit", "--due");
        assertThat(next.exitCode()).as(next.err()).isEqualTo(after ? UNAVAILABLE : 0);
        assertThat(endpoint.received()).hasSize(received + (after ? 0 : 1));
        installation.advance(Duration.ofHours(21));
        CommandResult aDayLater = installation.run("submit", "--due");
        assertThat(aDayLater.exitCode()).as(aDayLater.err()).isZero();
        isThereOnce(installation);
    }

    /** A metric that was counted alone and stored is not counted again, even if its shared scan would work now. */
    @ParameterizedTest(name = "on {0}, after its commit: {1}")
    @MethodSource("places")
    void whatMadeASharedStatementFailIsAskedOnce(TestDatabase stateKind, boolean after) {
        Installation installation = installation(stateKind)
                .metric("counts.issues", "select count(*) from issues")
                .metric("sums.inverse", "select sum(10 / (id - 5)) from issues");

        kill(installation, stateKind, new CommitPoint("scan", "StoredScan.giveUp", 1, after));

        assertThat(installation.count("outcome")).isEqualTo(after ? 1 : 0);
        installation.application().execute("delete from issues where id = 5");
        CommandResult result = installation.run("run", "--period", period());
        assertThat(result.exitCode()).as(result.err()).isEqualTo(after ? WITHOUT_A_VALUE : 0);
        isThereOnce(installation);
        JsonNode document = CommandResult.json(installation.payloadFile(period()));
        assertThat(document.at("/metrics/counts/issues").intValue()).isEqualTo(9);
        assertThat(document.at("/metrics/sums/inverse").isNull()).isEqualTo(after);
    }

    /** H2 needs several commits for one statement that changes a table, so the migration runs on a copy of the file. */
    @Test
    void anOlderStateOnH2IsBroughtUpToDateWholeOrNotAtAll() throws Exception {
        Installation installation = installation(TestDatabase.H2).withUsualMetrics();
        assertThat(installation.run("run", "--no-submit").exitCode()).isZero();
        Path file = installation.home().resolve("state/service-ping.mv.db");
        byte[] older = Files.readAllBytes(file);
        endpoint.answers(503);

        int step = Soak.isOn() ? 1 : 9;
        boolean killed = true;
        for (int nth = 1; killed; nth += step) {
            Files.write(file, older);
            try (Debugged program = Debugged.start(
                    options -> installation.startProgram(
                            Stream.concat(options.stream(), Stream.of(NextVersion.option()))
                                    .toList(),
                            "status"),
                    Commits.watched(TestDatabase.H2))) {
                killed = new CommitPoint("", "StateSchema.bringUpToDate", nth, false).kill(program);
            }

            CommandResult result =
                    NextVersion.run(() -> installation.run("submit", "--service-ping.outbox.run-budget=1s"));

            assertThat(result.exitCode()).as("commit %d: %s", nth, result.err()).isEqualTo(UNAVAILABLE);
            assertThat(installation.count("outbox_attempt where ended_at is not null"))
                    .as("commit %d", nth)
                    .isPositive();
            try (Stream<Path> files = Files.list(file.getParent())) {
                assertThat(files.map(Path::getFileName)
                                .map(Path::toString)
                                .filter(name -> name.matches(".*\\.(mv\\.db|zip)")))
                        .containsExactly("service-ping.mv.db");
            }
            if (nth == 1) {
                assertThat(killed).isTrue();
            }
        }
    }

    private Installation installation(TestDatabase stateKind) {
        Installation installation =
                Installation.on(TestDatabase.POSTGRESQL, stateKind, folder).sendingTo(endpoint);
        installation.advance(Duration.between(installation.now(), Instant.now()));
        return installation;
    }

    /** A period that was complete three days ago. */
    private static String period() {
        return Period.lastCompleteAt(Instant.now().minus(Duration.ofDays(14))).toString();
    }

    private static void kill(Installation installation, TestDatabase stateKind, CommitPoint boundary) {
        try (Debugged program = Debugged.start(
                options -> installation.startProgram(options, "run", "--period", period()),
                Commits.watched(stateKind))) {
            assertThat(boundary.kill(program)).as(() -> program.program().err()).isTrue();
        }
    }

    private void isThereOnce(Installation installation) {
        assertThat(endpoint.pings()).hasSize(1);
        assertThat(endpoint.received())
                .allMatch(body -> Arrays.equals(body, endpoint.received().get(0)));
        assertThat(installation.count("outbox_ping where state = 'delivered'")).isEqualTo(1);
        assertThat(installation.count("outbox_ping")).isEqualTo(1);
        assertThat(installation.count("outbox_attempt where ended_at is null")).isZero();
    }
}
