package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** {@code status} tells of a failure until a command has done what the failed one could not do. */
class UnresolvedRunsTest {
    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy central = EndpointProxy.ofTheClass();

    private Installation site(TestDatabase kind) {
        return Installation.on(kind, folder).withUsualMetrics().sendingTo(central);
    }

    static Stream<Arguments> commandsThatEndWellAndMendNothing() {
        return Stream.of(TestDatabase.values())
                .flatMap(kind -> Stream.of(
                                List.of("submit"),
                                List.of("submit", "--due"),
                                List.of("run", "--period", "2026-W46"),
                                List.of("run", "--service-ping.enabled=false"))
                        .map(command -> Arguments.of(kind, command)));
    }

    @ParameterizedTest
    @MethodSource("commandsThatEndWellAndMendNothing")
    void tellsOfAWrongPasswordUntilARunHasCounted(TestDatabase kind, List<String> harmless) {
        Installation site = site(kind);
        site.run("run");
        site.advance(Duration.ofDays(7));
        CommandResult failed = withWrongPassword(site).run("run");
        assertThat(failed.exitCode()).isEqualTo(77);

        CommandResult other = site.run(harmless.toArray(String[]::new));

        assertThat(other.exitCode()).as(other.err()).isZero();
        assertThat(site.run("status").out())
                .contains("last run   2026-11-23T06:00:00Z, "
                        + harmless.stream()
                                .filter(word -> !word.startsWith("--service") && !word.equals("--due"))
                                .collect(Collectors.joining(" "))
                        + ", exit 0: done\n"
                        + "unresolved 2026-11-23T06:00:00Z, run, exit 77: no permission\n           "
                        + failed.errLines().get(0) + "\n"
                        + "           Give the right that is missing, then type 'run'.\n");
        JsonNode unresolved = site.run("status", "--json").json().get("unresolved");
        assertThat(unresolved.size()).isEqualTo(1);
        assertThat(unresolved.at("/0/exit_code").intValue()).isEqualTo(77);
        assertThat(unresolved.at("/0/reasons/0").stringValue())
                .isEqualTo(failed.errLines().get(0));

        assertThat(withRightPassword(site).run("run").exitCode()).isZero();

        assertThat(site.run("status").out()).doesNotContain("unresolved");
        assertThat(site.run("status", "--json").json().get("unresolved").isEmpty())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void tellsOfItStillWhenAnOlderPingIsDelivered(TestDatabase kind) {
        Installation site = site(kind);
        site.run("run", "--no-submit");
        site.advance(Duration.ofDays(7));
        withWrongPassword(site).run("run", "--no-submit");

        CommandResult delivered = site.run("submit");

        assertThat(delivered.out()).startsWith("Delivered the ping of 2026-W46: ");
        assertThat(site.run("status").out())
                .contains("last run   2026-11-23T06:00:00Z, submit, exit 0: done\n")
                .contains("unresolved 2026-11-23T06:00:00Z, run --no-submit, exit 77: no permission\n");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void deliversOlderPingsThoughItCannotCount(TestDatabase kind) {
        Installation site = site(kind);
        site.run("run", "--no-submit");
        site.advance(Duration.ofDays(7));

        CommandResult failed = withWrongPassword(site).run("run");

        assertThat(failed.exitCode()).isEqualTo(77);
        assertThat(central.pings())
                .singleElement()
                .satisfies(ping -> assertThat(ping.at("/period").stringValue()).isEqualTo("2026-W46"));
        assertThat(site.run("status").out()).contains("last run   2026-11-23T06:00:00Z, run, exit 77: no permission\n");
        assertThat(withRightPassword(site).run("run").exitCode()).isZero();
    }

    @Test
    void tellsOfARefusedTokenUntilASubmitHasTried() {
        Installation site = site(TestDatabase.H2);
        site.run("run", "--no-submit");
        assertThat(site.run("submit", "--service-ping.endpoint.token-file=/nowhere/token")
                        .exitCode())
                .isEqualTo(78);
        site.run("run", "--no-submit", "--period", "2026-W45");
        assertThat(site.run("status").out())
                .contains("unresolved 2026-11-16T06:00:00Z, submit, exit 78: the configuration is wrong\n");

        assertThat(site.run("submit").exitCode()).isZero();

        assertThat(site.run("status").out()).doesNotContain("unresolved");
    }

    @Test
    void tellsOfEachKindOfFailureOnce() {
        Installation site = site(TestDatabase.H2).set("exclude", "[no.such]");
        site.run("run");
        site.run("run");
        withWrongPassword(site).unset("exclude").run("run");
        site.run("submit");

        List<JsonNode> unresolved = site.run("status", "--json")
                .json()
                .get("unresolved")
                .valueStream()
                .toList();

        assertThat(unresolved)
                .extracting(run -> run.get("exit_code").intValue())
                .containsExactly(78, 77);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void tellsOfAFailureWithoutSendingUntilOneCounts(TestDatabase kind) {
        Installation site = site(kind);
        withWrongPassword(site).run("run", "--no-submit");
        assertThat(site.run("status").out()).contains("run --no-submit, exit 77");

        withRightPassword(site).run("run", "--no-submit");
        assertThat(site.run("status").out()).doesNotContain("unresolved");

        site.run("run", "--period", "2026-W45", "--service-ping.endpoint.token-file=/nowhere/token");
        site.run("run", "--period", "2026-W45", "--no-submit");
        assertThat(site.run("status").out())
                .contains("unresolved 2026-11-16T06:00:00Z, run --period 2026-W45, exit 78: ")
                .contains("Then type 'run --period 2026-W45'.");
        site.run("submit");
        assertThat(site.run("status").out()).doesNotContain("unresolved");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void tellsOfAnotherWeekThatIsToBeContinued(TestDatabase kind) {
        Installation site = site(kind);
        site.run("run");
        String url = site.application().jdbc();
        site.set("databases.main.url", "jdbc:postgresql://nowhere.invalid/app");
        assertThat(site.run("run", "--period", "2026-W44").exitCode()).isEqualTo(75);

        assertThat(site.run("run").out()).startsWith("Nothing to do: ");

        assertThat(site.run("status").out())
                .contains("unresolved 2026-11-16T06:00:00Z, run --period 2026-W44, exit 75: ");
        site.set("databases.main.url", url).run("run", "--period", "2026-W44");
        assertThat(site.run("status").out()).doesNotContain("unresolved");
    }

    @Test
    void tellsThatARunWasKilledUntilItsWeekIsThere() {
        String killed = "{\"command\":\"run\",\"week\":\"2026-W46\",\"startedAt\":\"2026-11-16T05:00:00Z\","
                + "\"origin\":{\"reason\":\"scheduled\",\"user\":\"service-ping\",\"host\":\"one\"},\"open\":[\"COUNT\",\"SEND\"],\"end\":null}";
        Installation site =
                site(TestDatabase.H2).write("state/last-run.json", "{\"last\":" + killed + ",\"unresolved\":[]}");
        site.run("submit");
        assertThat(site.run("status").out()).contains("unresolved 2026-11-16T05:00:00Z, run, did not end: ");

        site.run("run", "--period", "2026-W45");
        assertThat(site.run("status").out()).contains("unresolved 2026-11-16T05:00:00Z, run, did not end: ");
        site.run("run");
        assertThat(site.run("status").out()).doesNotContain("unresolved");

        site.write("state/last-run.json", "{\"last\":" + killed + ",\"unresolved\":[]}");
        site.run("run", "--no-submit");
        assertThat(site.run("status").out()).contains("unresolved");
        site.run("submit");
        assertThat(site.run("status").out()).doesNotContain("unresolved");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void isOverWhenTheSameRunFindsItsWeekDone(TestDatabase kind) {
        Installation site = site(kind);
        site.run("run");
        site.set("enabeld", "true");
        assertThat(site.run("run").exitCode()).isEqualTo(78);
        site.unset("enabeld");
        site.run("submit");
        assertThat(site.run("status").out()).contains("unresolved");

        assertThat(site.run("run").out()).startsWith("Nothing to do: ");

        assertThat(site.run("status").out()).doesNotContain("unresolved");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void tellsOfAWrongClockUntilItHasChosenARightWeek(TestDatabase kind) {
        Installation site = site(kind);
        site.run("run");
        site.advance(Duration.ofDays(70));
        assertThat(site.run("run").exitCode()).isEqualTo(78);
        site.run("run", "--period", "2026-W48");
        assertThat(site.run("status").out()).contains("unresolved");

        site.advance(Duration.ofDays(-70));
        assertThat(site.run("run").out()).startsWith("Nothing to do: ");

        assertThat(site.run("status").out()).doesNotContain("unresolved");
    }

    @Test
    void readsNothingOutOfAFileOfAnotherShape() {
        Installation site = site(TestDatabase.H2)
                .write("state/last-run.json", "{\"command\":\"run\",\"startedAt\":\"2026-11-16T05:00:00Z\"}");

        assertThat(site.run("status").out()).doesNotContain("last run").doesNotContain("unresolved");
        assertThat(site.run("run").exitCode()).isZero();
        assertThat(site.run("status").out()).contains("last run   2026-11-16T06:00:00Z, run, exit 0: done");
    }

    private static Installation withWrongPassword(Installation site) {
        return site.set("databases.main.username", "nobody").set("databases.main.password", "wrong");
    }

    private static Installation withRightPassword(Installation site) {
        return site.set("databases.main.username", site.application().username())
                .set("databases.main.password", site.application().password());
    }
}
