package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.Soak;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The program is killed with SIGKILL exactly before and exactly after its commits, from its start to the receipt and the
 * payload file. Each build draws some of the main ones; a {@link Soak} takes all.
 */
class KillPointsIT {
    /** The debugger slows ranges down, so that there are many chunks. All chunks behave alike. */
    private static final int CHUNKS = 4;

    private static final int KILLS_PER_BUILD = 3;

    private static final List<CommitPoint> OF_A_PING = Stream.concat(
                    Stream.of(
                                    CommitPoint.bothSides("scan", "StoredScan.append", 1),
                                    CommitPoint.bothSides("freeze", "FreezeTasklet.execute", 1),
                                    CommitPoint.bothSides("submit", "Outbox.claim", 1),
                                    CommitPoint.bothSides("submit", "Outbox.markDelivered", 1))
                            .flatMap(both -> both),
                    Stream.of(
                            new CommitPoint("plan", "plan", 1, true),
                            new CommitPoint("collect", "StoredScan.left", 1, true),
                            new CommitPoint("scan", "ScanTasklet.execute", 1, true),
                            // The first is the job's start, the last its end.
                            new CommitPoint("job", "update", 3, true),
                            new CommitPoint("submit", "PayloadFiles.heal", 1, true)))
            .toList();
    private static final Set<String> BEFORE_THE_FIRST_JOB =
            Set.of("StateConnections.open", "StateSchema.bringUpToDate", "InstanceId.id");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aRunGoesOnWhereItWasKilledBeforeOrAfterACommit(TestDatabase stateKind) throws Exception {
        try (EndpointProxy endpoint = EndpointProxy.start(folder.resolve("collector"))) {
            KilledWeeks weeks = weeks(stateKind, folder, endpoint);
            assertThat(names(weeks.undisturbed())).isSubsetOf(listed());
            List<CommitPoint> boundaries =
                    Soak.isOn() ? boundaries(weeks.undisturbed()).toList() : drawn(stateKind);
            List<CommitPoint> missed = new ArrayList<>();
            for (CommitPoint boundary : boundaries) {
                if (!weeks.kill(boundary)) {
                    missed.add(boundary);
                }
            }
            weeks.killWhileTheEndpointHasThePing();
            weeks.endsTidily();

            assertThat(missed).allMatch(KillPointsIT::isNotInEveryRun);
            System.out.printf("%s: %d kills%n", stateKind, boundaries.size() - missed.size() + 1);
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    @EnabledIfSystemProperty(named = Soak.PROPERTY, matches = "true")
    void aFirstRunGoesOnWhereItWasKilledBeforeItsJob(TestDatabase stateKind) throws Exception {
        try (EndpointProxy endpoint = EndpointProxy.start(folder.resolve("traced-collector"))) {
            List<CommitPoint> boundaries = boundaries(
                            weeks(stateKind, folder.resolve("traced"), endpoint).undisturbed())
                    .filter(boundary -> BEFORE_THE_FIRST_JOB.contains(boundary.name()))
                    .toList();
            for (int i = 0; i < boundaries.size(); i++) {
                Path own = folder.resolve("kill-" + i);
                try (EndpointProxy restarted = EndpointProxy.start(own.resolve("collector"))) {
                    assertThat(weeks(stateKind, own, restarted).kill(boundaries.get(i)))
                            .as(boundaries.get(i).toString())
                            .isTrue();
                }
            }
            System.out.printf("%s: %d kills of a first run%n", stateKind, boundaries.size());
        }
    }

    @ParameterizedTest(name = "after its commit: {0}")
    @ValueSource(booleans = {false, true})
    void aPingIsThereOnceWhenTheEndpointIsKilled(boolean afterItsCommit) throws Exception {
        try (KilledCollector collector = KilledCollector.atItsCommit(folder, afterItsCommit);
                EndpointProxy endpoint = EndpointProxy.inFrontOf(collector::endpoint)) {
            Installation installation =
                    Installation.on(TestDatabase.H2, folder).withUsualMetrics().sendingTo(endpoint);
            CompletableFuture<CommandResult> first = installation.begin("run");
            collector.startAgain();
            // A commit is durable from the next force on, which the receipt waits for.
            assertThat(endpoint.pings()).hasSizeBetween(0, 1);
            assertThat(first.join().exitCode()).isIn(0, 69);
            installation.advance(Duration.ofDays(1));

            CommandResult last = installation.run("run");

            assertThat(last.exitCode()).as(last.err()).isZero();
            assertThat(endpoint.pings()).hasSize(1);
            assertThat(endpoint.received())
                    .hasSizeGreaterThan(1)
                    .allMatch(body -> Arrays.equals(body, endpoint.received().get(0)));
            assertThat(installation.count("outbox_ping where state = 'delivered'"))
                    .isEqualTo(1);
        }
    }

    /**
     * H2 commits a sequence only when its cached values are used up. The number of chunks depends on time. The run may
     * have ended when H2 closes.
     */
    private static boolean isNotInEveryRun(CommitPoint boundary) {
        boolean once = !boundary.name().startsWith("create") && !boundary.name().equals("StoredScan.append");
        return once ? boundary.name().equals(Commits.CLOSING) : boundary.nth() > 1;
    }

    private static KilledWeeks weeks(TestDatabase stateKind, Path folder, EndpointProxy endpoint) {
        return new KilledWeeks(Installation.on(TestDatabase.POSTGRESQL, stateKind, folder), endpoint, stateKind);
    }

    private static List<CommitPoint> drawn(TestDatabase stateKind) {
        List<CommitPoint> all = new ArrayList<>(OF_A_PING);
        Collections.shuffle(all, new Random(Soak.seed() + stateKind.name().hashCode()));
        List<CommitPoint> some = all.subList(0, KILLS_PER_BUILD);
        System.out.println(stateKind + " with " + Soak.option(Soak.seed()) + ": " + some);
        return some;
    }

    private static Set<String> names(List<Commits.Commit> commits) {
        return commits.stream().map(Commits.Commit::name).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Stream<CommitPoint> boundaries(List<Commits.Commit> commits) {
        Map<String, Integer> times = new HashMap<>();
        List<CommitPoint> all = commits.stream()
                .map(commit -> new CommitPoint(
                        commit.where(),
                        commit.name(),
                        times.merge(commit.where() + " " + commit.name(), 1, Integer::sum),
                        false))
                .toList();
        return all.stream()
                .filter(one -> !one.name().equals("StoredScan.append") || one.nth() <= CHUNKS)
                .flatMap(one -> CommitPoint.bothSides(one.where(), one.name(), one.nth()));
    }

    /** The commits in the table of ARCHITECTURE. */
    private static Set<String> listed() throws IOException {
        String text = Files.readString(Path.of("ARCHITECTURE.md"));
        String section = text.substring(text.indexOf("\n## Durable points"), text.indexOf("\n## The locks"));
        return Pattern.compile("(?m)^\\| (`[^|]*) \\|")
                .matcher(section)
                .results()
                .flatMap(row ->
                        Pattern.compile("`([^`]+)`").matcher(row.group(1)).results())
                .map((MatchResult name) -> name.group(1))
                .collect(Collectors.toSet());
    }
}
