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
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    private Installation installation(TestDatabase kind) {
        return Installation.on(kind, folder).withUsualMetrics().sendingTo(endpoint);
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
        Installation installation = installation(kind);
        installation.run("run");
        installation.advance(Duration.ofDays(7));
        CommandResult failed = withWrongPassword(installation).run("run");
        assertThat(failed.exitCode()).isEqualTo(77);

        CommandResult other = installation.run(harmless.toArray(String[]::new));

        assertThat(other.exitCode()).as(other.err()).isZero();
        assertThat(installation.run("status").out())
                .contains("last run   2026-11-23T06:00:00Z, "
                        + harmless.stream()
                                .filter(word -> !word.startsWith("--service") && !word.equals("--due"))
                                .collect(Collectors.joining(" "))
                        + ", exit 0: done\n"
                        + "unresolved 2026-11-23T06:00:00Z, run, exit 77: no permission\n           "
                        + failed.errLines().get(0) + "\n"
                        + "           Give the right that is missing, then type 'run'.\n");
        JsonNode unresolved = installation.run("status", "--json").json().get("unresolved");
        assertThat(unresolved.size()).isEqualTo(1);
        assertThat(unresolved.at("/0/exit_code").intValue()).isEqualTo(77);
        assertThat(unresolved.at("/0/reasons/0").stringValue())
                .isEqualTo(failed.errLines().get(0));

        assertThat(withRightPassword(installation).run("run").exitCode()).isZero();

        assertThat(installation.run("status").out()).doesNotContain("unresolved");
        assertThat(installation.run("status", "--json").json().get("unresolved").isEmpty())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void tellsOfItStillWhenAnOlderPingIsDelivered(TestDatabase kind) {
        Installation installation = installation(kind);
        installation.run("run", "--no-submit");
        installation.advance(Duration.ofDays(7));
        withWrongPassword(installation).run("run", "--no-submit");

        CommandResult delivered = installation.run("submit");

        assertThat(delivered.out()).startsWith("Delivered the ping of 2026-W46: ");
        assertThat(installation.run("status").out())
                .contains("last run   2026-11-23T06:00:00Z, submit, exit 0: done\n")
                .contains("unresolved 2026-11-23T06:00:00Z, run --no-submit, exit 77: no permission\n");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void deliversOlderPingsThoughItCannotCount(TestDatabase kind) {
        Installation installation = installation(kind);
        installation.run("run", "--no-submit");
        installation.advance(Duration.ofDays(7));

        CommandResult failed = withWrongPassword(installation).run("run");

        assertThat(failed.exitCode()).isEqualTo(77);
        assertThat(endpoint.pings())
                .singleElement()
                .satisfies(ping -> assertThat(ping.at("/period").stringValue()).isEqualTo("2026-W46"));
        assertThat(installation.run("status").out())
                .contains("last run   2026-11-23T06:00:00Z, run, exit 77: no permission\n");
        assertThat(withRightPassword(installation).run("run").exitCode()).isZero();
    }

    @Test
    void tellsOfARefusedTokenUntilASubmitHasTried() {
        Installation installation = installation(TestDatabase.H2);
        installation.run("run", "--no-submit");
        assertThat(installation
                        .run("submit", "--service-ping.endpoint.token-file=/nowhere/token")
                        .exitCode())
                .isEqualTo(78);
        installation.run("run", "--no-submit", "--period", "2026-W45");
        assertThat(installation.run("status").out())
                .contains("unresolved 2026-11-16T06:00:00Z, submit, exit 78: the configuration is wrong\n");

        assertThat(installation.run("submit").exitCode()).isZero();

        assertThat(installation.run("status").out()).doesNotContain("unresolved");
    }

    @Test
    void tellsOfEachKindOfFailureOnce() {
        Installation installation = installation(TestDatabase.H2).set("exclude", "[no.such]");
        installation.run("run");
        installation.run("run");
        withWrongPassword(installation).unset("exclude").run("run");
        installation.run("submit");

        List<JsonNode> unresolved = installation
                .run("status", "--json")
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
        Installation installation = installation(kind);
        withWrongPassword(installation).run("run", "--no-submit");
        assertThat(installation.run("status").out()).contains("run --no-submit, exit 77");

        withRightPassword(installation).run("run", "--no-submit");
        assertThat(installation.run("status").out()).doesNotContain("unresolved");

        installation.run("run", "--period", "2026-W45", "--service-ping.endpoint.token-file=/nowhere/token");
        installation.run("run", "--period", "2026-W45", "--no-submit");
        assertThat(installation.run("status").out())
                .contains("unresolved 2026-11-16T06:00:00Z, run --period 2026-W45, exit 78: ")
                .contains("Then type 'run --period 2026-W45'.");
        installation.run("submit");
        assertThat(installation.run("status").out()).doesNotContain("unresolved");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void tellsOfAnotherWeekThatIsToBeContinued(TestDatabase kind) {
        Installation installation = installation(kind);
        installation.run("run");
        String url = installation.application().jdbc();
        installation.set("databases.main.url", "jdbc:postgresql://nowhere.invalid/app");
        assertThat(installation.run("run", "--period", "2026-W44").exitCode()).isEqualTo(75);

        assertThat(installation.run("run").out()).startsWith("Nothing to do: ");

        assertThat(installation.run("status").out())
                .contains("unresolved 2026-11-16T06:00:00Z, run --period 2026-W44, exit 75: ");
        installation.set("databases.main.url", url).run("run", "--period", "2026-W44");
        assertThat(installation.run("status").out()).doesNotContain("unresolved");
    }

    @Test
    void tellsThatARunWasKilledUntilItsWeekIsThere() {
        String killed = "{\"command\":\"run\",\"week\":\"2026-W46\",\"startedAt\":\"2026-11-16T05:00:00Z\","
                + "\"origin\":{\"reason\":\"scheduled\",\"user\":\"service-ping\",\"host\":\"one\"},\"open\":[\"COUNT\",\"SEND\"],\"end\":null}";
        Installation installation = installation(TestDatabase.H2)
                .write("state/last-run.json", "{\"last\":" + killed + ",\"unresolved\":[]}");
        installation.run("submit");
        assertThat(installation.run("status").out()).contains("unresolved 2026-11-16T05:00:00Z, run, did not end: ");

        installation.run("run", "--period", "2026-W45");
        assertThat(installation.run("status").out()).contains("unresolved 2026-11-16T05:00:00Z, run, did not end: ");
        installation.run("run");
        assertThat(installation.run("status").out()).doesNotContain("unresolved");

        installation.write("state/last-run.json", "{\"last\":" + killed + ",\"unresolved\":[]}");
        installation.run("run", "--no-submit");
        assertThat(installation.run("status").out()).contains("unresolved");
        installation.run("submit");
        assertThat(installation.run("status").out()).doesNotContain("unresolved");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void isOverWhenTheSameRunFindsItsWeekDone(TestDatabase kind) {
        Installation installation = installation(kind);
        installation.run("run");
        installation.set("enabeld", "true");
        assertThat(installation.run("run").exitCode()).isEqualTo(78);
        installation.unset("enabeld");
        installation.run("submit");
        assertThat(installation.run("status").out()).contains("unresolved");

        assertThat(installation.run("run").out()).startsWith("Nothing to do: ");

        assertThat(installation.run("status").out()).doesNotContain("unresolved");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void tellsOfAWrongClockUntilItHasChosenARightWeek(TestDatabase kind) {
        Installation installation = installation(kind);
        installation.run("run");
        installation.advance(Duration.ofDays(70));
        assertThat(installation.run("run").exitCode()).isEqualTo(78);
        installation.run("run", "--period", "2026-W48");
        assertThat(installation.run("status").out()).contains("unresolved");

        installation.advance(Duration.ofDays(-70));
        assertThat(installation.run("run").out()).startsWith("Nothing to do: ");

        assertThat(installation.run("status").out()).doesNotContain("unresolved");
    }

    @Test
    void readsNothingOutOfAFileOfAnotherShape() {
        Installation installation = installation(TestDatabase.H2)
                .write("state/last-run.json", "{\"command\":\"run\",\"startedAt\":\"2026-11-16T05:00:00Z\"}");

        assertThat(installation.run("status").out()).doesNotContain("last run").doesNotContain("unresolved");
        assertThat(installation.run("run").exitCode()).isZero();
        assertThat(installation.run("status").out()).contains("last run   2026-11-16T06:00:00Z, run, exit 0: done");
    }

    private static Installation withWrongPassword(Installation installation) {
        return installation.set("databases.main.username", "nobody").set("databases.main.password", "wrong");
    }

    private static Installation withRightPassword(Installation installation) {
        return installation
                .set("databases.main.username", installation.application().username())
                .set("databases.main.password", installation.application().password());
    }
}
