package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.serviceping.state.RunLock;
import io.serviceping.state.RunProgress;
import io.serviceping.testing.CollectorProgram;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * The program, killed with SIGKILL again and again, and the collector too: in the end the collector has one ping, with
 * the values that an undisturbed installation finds.
 */
class KilledRunsIT {
    private static final int SCANS = 6;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void sendOnePingHoweverOftenTheyAreKilled(TestDatabase stateKind) throws Exception {
        try (CollectorProgram collector = CollectorProgram.start(folder);
                Central central = Central.inFrontOf(collector::endpoint)) {
            Site site = Site.on(TestDatabase.POSTGRESQL, stateKind, folder).sendingTo(central);
            Turnstile turnstile = new Turnstile(site, SCANS);
            Killer killer = new Killer(site, turnstile);
            killer.beforeThePlan();
            killer.whileCounting();
            killer.aroundTheFreeze(central);
            killer.whileSending(central, collector);
            central.accepts();
            turnstile.open();

            Told last = site.runProgram("run");

            assertThat(last.exitCode()).as(last.err()).isZero();
            assertThat(last.err()).isEmpty();
            assertThat(last.outLines()).singleElement().asString().startsWith("Delivered the ping of ");
            assertThat(central.pings()).hasSize(1);
            byte[] payload =
                    central.document(central.pings().get(0).get("ping_id").stringValue());
            assertThat(onlyPayloadFile(site)).hasBinaryContent(payload);
            assertThat(central.received()).hasSizeBetween(3, 4).allMatch(body -> sameAsFirst(central, body));
            // Of what is stored nothing is counted again: only the three scans that a kill met have come twice.
            assertThat(turnstile.arrivals()).hasSizeBetween(SCANS, SCANS + 1);
            assertThat(Set.copyOf(turnstile.arrivals())).hasSize(SCANS);
            assertThat(measured(Told.json(payload))).isEqualTo(measured(undisturbed(site)));
        }
    }

    /** Runs the program and kills it at the moment named. */
    private record Killer(Site site, Turnstile turnstile) {
        void beforeThePlan() {
            kill("it has the lock", () -> RunLock.isHeld(site.home().resolve("state")), () -> {});
        }

        void whileCounting() {
            kill(
                    "two scans are stored and a third is under way",
                    () -> stored() == 2 && turnstile.isWaitedAt(),
                    () -> turnstile.admit(2));
            kill(
                    "four scans are stored and a fifth is under way",
                    () -> stored() == 4 && turnstile.isWaitedAt(),
                    () -> turnstile.admit(2));
        }

        void aroundTheFreeze(Central central) {
            central.guard((exchange, body) -> hang());
            kill(
                    "it freezes",
                    () -> step().filter(Set.of("freeze", "submit")::contains).isPresent(),
                    () -> turnstile.admit(SCANS - 4));
        }

        void whileSending(Central central, CollectorProgram collector) {
            CountDownLatch arrived = new CountDownLatch(1);
            central.guard((exchange, body) -> {
                arrived.countDown();
                hang();
            });
            kill("the ping is on its way", () -> arrived.getCount() == 0, () -> {});
            CountDownLatch kept = new CountDownLatch(1);
            central.guard((exchange, body) -> keepSilently(central, exchange, body, kept));
            kill("the collector has the ping", () -> kept.getCount() == 0, () -> {});
            collector.killAndStartAgain();
        }

        private static void keepSilently(Central central, HttpExchange exchange, byte[] body, CountDownLatch kept)
                throws IOException, InterruptedException {
            central.forward(exchange, body);
            kept.countDown();
            hang();
        }

        /** Gives no answer before the test ends and interrupts it. */
        private static void hang() throws InterruptedException {
            new CountDownLatch(1).await();
        }

        private void kill(String when, Await.Condition condition, Runnable meanwhile) {
            try (ProgramRun run = site.startProgram("run")) {
                meanwhile.run();
                Await.until(when, () -> {
                    assertThat(run.isAlive())
                            .as("ended before " + when + ": " + run.err())
                            .isTrue();
                    return condition.holds();
                });
                run.kill();
                assertThat(run.end().exitCode()).isEqualTo(ProgramRun.KILLED);
                assertThat(run.err()).isEmpty();
            }
            turnstile.reset();
        }

        private int stored() {
            return new RunProgress(site.home().resolve("state"))
                    .read()
                    .map(RunProgress.Snapshot::scansDone)
                    .orElse(0);
        }

        private Optional<String> step() {
            return new RunProgress(site.home().resolve("state")).read().map(RunProgress.Snapshot::step);
        }
    }

    private static boolean sameAsFirst(Central central, byte[] body) {
        return Arrays.equals(central.received().get(0), body);
    }

    private JsonNode undisturbed(Site site) {
        return site.twin(folder.resolve("twin")).run("preview").json();
    }

    private static Path onlyPayloadFile(Site site) throws Exception {
        try (Stream<Path> files = Files.list(site.home().resolve("state/pings"))) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    private static List<JsonNode> measured(JsonNode payload) {
        return List.of(payload.get("metrics"), payload.at("/collection/complete"), payload.get("sequence"));
    }
}
