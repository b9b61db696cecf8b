package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.files.RegularFile;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class StatusTest {
    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    @BeforeEach
    void openTheEndpoint() {
        Probe.reset();
    }

    private Installation installation(TestDatabase kind) {
        return Installation.on(kind, folder).withUsualMetrics().sendingTo(endpoint);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void tellsBeforeTheFirstRunWhatComesNext(TestDatabase kind) {
        Installation installation = installation(kind);

        CommandResult result = installation.run("status");

        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.outLines())
                .contains(
                        "product    Tracker 1.4.2",
                        "consent    on",
                        "left out   nothing",
                        "running    no",
                        "last ping  none delivered yet",
                        "next ping  2026-W46, from 2026-11-16T00:00:00Z on",
                        "waiting    nothing",
                        "missing    no week since the first ping")
                .hasSize(9);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void tellsWhatWasDeliveredAndWhenTheNextIsDue(TestDatabase kind) {
        Installation installation = installation(kind);
        installation.run("run");

        CommandResult text = installation.run("status");
        JsonNode json = installation.run("status", "--json").json();

        JsonNode received = endpoint.pings().get(0);
        assertThat(text.outLines())
                .contains("next ping  2026-W47, from 2026-11-23T00:00:00Z on")
                .contains("last ping  2026-W46, delivered 2026-11-16T06:00:00.123456Z, receipt "
                        + received.get("receipt_id").stringValue());
        assertThat(json.get("next_period").stringValue()).isEqualTo("2026-W47");
        assertThat(json.at("/last_delivered/ping_id")).isEqualTo(received.get("ping_id"));
        assertThat(json.at("/last_delivered/digest")).isEqualTo(received.get("digest"));
        assertThat(json.get("instance_id")).isEqualTo(received.get("instance_id"));
        assertThat(json.get("waiting").isEmpty()).isTrue();
        assertThat(json.get("running").isNull()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void tellsWhatWaitsAndWhy(TestDatabase kind) {
        Installation installation = installation(kind);
        endpoint.answersTryLater();
        installation.run("run");

        CommandResult text = installation.run("status");
        JsonNode waiting = installation.run("status", "--json").json().at("/waiting/0");

        assertThat(text.outLines()).contains("waiting    1 in the outbox");
        assertThat(text.out())
                .containsPattern(
                        " 2026-W46 [0-9a-f-]{36} is waiting \\(HTTP 503\\), next attempt from 2026-11-16T07:00:00\\S* on\\."
                                + " 'submit' sends it at once, else a later run does\\.\n");
        assertThat(waiting.get("state").stringValue()).isEqualTo("waiting");
        assertThat(waiting.get("attempts").intValue()).isEqualTo(1);
        assertThat(waiting.get("last_reason").stringValue()).isEqualTo("HTTP 503");
        assertThat(waiting.get("next_attempt_at").stringValue()).startsWith("2026-11-16T07:00:00");
        JsonNode attempt = waiting.at("/history/0");
        assertThat(waiting.get("history").size()).isEqualTo(1);
        assertThat(attempt.get("started_at").stringValue()).isEqualTo("2026-11-16T06:00:00.123456Z");
        assertThat(attempt.get("duration_ms").longValue()).isZero();
        assertThat(attempt.get("outcome").stringValue()).isEqualTo("waiting");
        assertThat(attempt.get("http_status").intValue()).isEqualTo(503);
        assertThat(attempt.get("next_attempt_at")).isEqualTo(waiting.get("next_attempt_at"));
    }

    @Test
    void tellsWhichWeeksAreMissing() {
        Installation installation = installation(TestDatabase.H2);
        installation.run("run");
        installation.advance(Duration.ofDays(21));
        installation.run("run");

        assertThat(installation.run("status").outLines())
                .contains(
                        "missing    2026-W47 (never run), 2026-W48 (never run)",
                        "           never run: Check that cron or a timer starts 'run'; 'run --period WEEK' counts such a"
                                + " week late.");
        assertThat(installation
                        .run("status", "--json")
                        .json()
                        .get("missing_periods")
                        .toString())
                .isEqualTo("[\"2026-W47\",\"2026-W48\"]");
    }

    @Test
    void doesNotCallTheLastWeekDueAgainAfterAnEarlierOneWasMadeUpFor() {
        Installation installation = installation(TestDatabase.H2);
        installation.run("run");
        installation.run("run", "--period", "2026-W45");

        assertThat(installation.run("status").outLines()).contains("next ping  2026-W47, from 2026-11-23T00:00:00Z on");
    }

    @Test
    void tellsWhoSwitchedWhatOff() {
        Installation installation = installation(TestDatabase.H2)
                .set("exclude", "[counts.issues, 'latest.*']")
                .set("categories.optional", "false");
        installation.run("opt-out", "--reason", "asked by legal");

        CommandResult text = installation.run("status");
        JsonNode json = installation.run("status", "--json").json();

        assertThat(text.exitCode()).isZero();
        assertThat(text.out())
                .containsPattern("consent    Service Ping is off: switched off by .* with `opt-out` on "
                        + "2026-11-16T06:00:00Z \\(asked by legal\\)\n")
                .contains("left out   category optional, counts.issues, latest.* (config/application.yml)\n")
                .contains("next ping  none while Service Ping is off; 'opt-in' takes an opt-out back\n");
        assertThat(json.get("enabled").booleanValue()).isFalse();
        assertThat(json.get("off_by").stringValue()).contains("asked by legal");
        assertThat(json.get("categories_off").toString()).isEqualTo("[\"optional\"]");
        assertThat(json.get("exclude").toString()).isEqualTo("[\"counts.issues\",\"latest.*\"]");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void answersWhileARunIsUnderWay(TestDatabase stateKind) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Probe.hold("held", release);
        Installation installation = Installation.on(TestDatabase.H2, stateKind, folder)
                .metric("a.first", "select count(*) % 1000 from issues")
                .metric("b.held", "select probe('held')")
                .metric("c.last", "select count(*) % 1000 from issues")
                .sendingTo(endpoint);
        CompletableFuture<CommandResult> run = installation.begin("run");
        Await.until("the run is counting", () -> Probe.calls("held") == 1);

        CommandResult text = installation.run("status");
        JsonNode json = installation.run("status", "--json").json();
        release.countDown();

        long pid = ProcessHandle.current().pid();
        assertThat(text.out())
                .containsPattern("running    process " + pid
                        + ", 2026-W46, since 2026-11-16T06:00:00.123456Z, step collect, [012] of 3 scans\n");
        assertThat(json.at("/running/pid").longValue()).isEqualTo(pid);
        assertThat(json.at("/running/step").stringValue()).isEqualTo("collect");
        assertThat(json.at("/running/scans_done").intValue()).isBetween(0, 2);
        assertThat(json.at("/running/scans_total").intValue()).isEqualTo(3);
        assertThat(json.get("outbox_readable").booleanValue()).isEqualTo(stateKind == TestDatabase.POSTGRESQL);
        assertThat(json.at("/last_run/command").stringValue()).isEqualTo("run");
        assertThat(json.at("/last_run/exit_code").isNull()).isTrue();
        assertThat(run.get().exitCode()).isZero();
        assertThat(installation.run("status").outLines()).contains("running    no");
    }

    @Test
    void doesNotTakeWhatAKilledRunLeftBehindForARun() {
        Installation installation = installation(TestDatabase.H2)
                .write(
                        "state/run.json",
                        "{\"pid\":1,\"period\":\"2026-W46\",\"startedAt\":\"2026-11-16T05:00:00Z\",\"step\":\"collect\","
                                + "\"scansDone\":1,\"scansTotal\":3,\"waitingFor\":null,\"updatedAt\":\"2026-11-16T05:00:00Z\"}");

        assertThat(installation.run("status").outLines()).contains("running    no");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void tellsWhyTheLastRunFailedUntilOneSucceeds(TestDatabase kind) {
        Installation installation =
                installation(kind).set("databases.main.username", "nobody").set("databases.main.password", "wrong");
        CommandResult refused = installation.run("run");

        CommandResult text = installation.run("status");
        JsonNode json = installation.run("status", "--json").json().get("last_run");

        assertThat(refused.exitCode()).isEqualTo(77);
        assertThat(text.out())
                .contains("last run   2026-11-16T06:00:00Z, run, exit 77: no permission\n           "
                        + refused.errLines().get(0) + "\n"
                        + "           Give the right that is missing, then type 'run'.\n");
        assertThat(json.get("command").stringValue()).isEqualTo("run");
        assertThat(json.get("exit_code").intValue()).isEqualTo(77);
        assertThat(json.at("/reasons/0").stringValue())
                .isEqualTo(refused.errLines().get(0));

        installation
                .set("databases.main.username", installation.application().username())
                .set("databases.main.password", installation.application().password())
                .run("run");

        assertThat(installation.run("status").outLines())
                .contains("last run   2026-11-16T06:00:00Z, run, exit 0: done");
        assertThat(installation
                        .run("status", "--json")
                        .json()
                        .at("/last_run/reasons")
                        .isEmpty())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void tellsWhichMetricsOfTheLastPingHaveNoValueUntilThereIsACompleteOne(TestDatabase kind) {
        Installation installation = installation(kind).metric("bad.table", "select count(*) from missing_table");
        CommandResult frozen = installation.run("run", "--no-submit");

        CommandResult delivered = installation.run("run");

        assertThat(frozen.exitCode()).isEqualTo(4);
        assertThat(delivered.exitCode()).isEqualTo(4);
        assertThat(delivered.errLines()).isEqualTo(frozen.errLines()).hasSize(3);
        installation.run("run");
        assertThat(installation.run("status").outLines())
                .contains(
                        "no value   1 metric in the ping of 2026-W46",
                        "           " + frozen.errLines().get(1).strip(),
                        "           Mend the metrics, or the rights and indexes that they need, for the next ping: this one"
                                + " stays as it is.");
        assertThat(frozen.errLines().get(2)).startsWith("Mend the metrics, or the rights");
        JsonNode missing = installation.run("status", "--json").json().at("/missing_values/0");
        assertThat(missing.get("key_path").stringValue()).isEqualTo("bad.table");
        assertThat(missing.get("period").stringValue()).isEqualTo("2026-W46");
        assertThat(missing.get("detail").stringValue()).containsIgnoringCase("missing_table");

        installation.application().execute("create table missing_table (id int)");
        installation.advance(Duration.ofDays(7));
        installation.run("run");

        assertThat(installation.run("status").out()).doesNotContain("no value");
    }

    @Test
    void saysThatTheLastRunWasKilled() {
        Installation installation = installation(TestDatabase.H2)
                .write(
                        "state/last-run.json",
                        "{\"last\":{\"command\":\"run\",\"week\":\"2026-W46\",\"startedAt\":\"2026-11-16T05:00:00Z\","
                                + "\"origin\":{\"reason\":\"scheduled\",\"user\":\"service-ping\",\"host\":\"one\"},\"open\":[\"COUNT\",\"SEND\"],\"end\":null},\"unresolved\":[]}");

        assertThat(installation.run("status").outLines())
                .contains("last run   2026-11-16T05:00:00Z, run, did not end: killed, or its machine went down;"
                        + " the next one continues");
    }

    @Test
    void saysThatAPatternLeavesNothingOutAndThatADefinitionIsWrong() {
        Installation installation = installation(TestDatabase.H2).set("exclude", "[counts.isues]");

        assertThat(installation.run("status").outLines())
                .containsSubsequence(
                        "left out   counts.isues (config/application.yml)",
                        "invalid    configuration: service-ping.exclude: 'counts.isues' matches no metric; did you mean"
                                + " 'counts.issues'?",
                        "           No run counts anything until 'validate' finds no problem.");

        installation.unset("exclude").definition("broken", "key_path: [");
        CommandResult broken = installation.run("status");
        assertThat(broken.exitCode()).isZero();
        assertThat(broken.out())
                .contains("invalid    config/metrics/broken.yml:")
                .contains("next ping  2026-W46");
        assertThat(installation.run("status", "--json").json().at("/problems/0").stringValue())
                .startsWith("config/metrics/broken.yml:");
    }

    @Test
    void namesThePlaceThatLeavesAMetricOut() {
        Installation installation = installation(TestDatabase.H2)
                .set("categories.optional", "false")
                .environment("SERVICE_PING_EXCLUDE", "counts.issues");

        assertThat(installation.run("status").outLines())
                .contains("left out   category optional (config/application.yml); counts.issues"
                        + " (environment variable SERVICE_PING_EXCLUDE)");
        assertThat(installation.run("status", "--service-ping.exclude=latest.*").outLines())
                .contains("left out   category optional (config/application.yml); latest.* (command line)");
    }

    @Test
    void callsTheNextWeekTheNextPingOnceTheLastIsFrozen() {
        Installation installation = installation(TestDatabase.H2);
        endpoint.answers(422);
        installation.run("run");

        assertThat(installation.run("status").out())
                .contains("2026-W46 ")
                .contains(" is quarantined")
                .contains("next ping  2026-W47, from 2026-11-23T00:00:00Z on\n");
    }

    @Test
    void checksTheDefinitionsAgainWhenAnythingHasChangedOnWhichTheyDepend() {
        Installation installation = Installation.on(TestDatabase.H2, folder).withUsualMetrics();
        assertThat(problems(installation)).isZero();
        assertThat(installation.home().resolve("state/definitions.sha256")).hasSize(64);
        assertThat(problems(installation)).isZero();

        installation.metric("issues.gone", "delete from issues");
        assertThat(problems(installation)).isEqualTo(1);
        assertThat(problems(installation)).isEqualTo(1);

        installation.metric("issues.gone", "select count(*) from issues").set("exclude", "[nothing.*]");
        assertThat(problems(installation)).isEqualTo(1);

        installation.unset("exclude").metric("issues.gone", "select count(*) from issues", "database: other");
        assertThat(problems(installation)).isEqualTo(1);

        installation.metric("issues.gone", "select sum(app.f(id)) from issues").set("functions", "[app.f]");
        assertThat(problems(installation)).isZero();
        installation.unset("functions");
        assertThat(problems(installation)).isEqualTo(1);

        installation.metric("issues.gone", "select count(*) from issues");
        assertThat(problems(installation)).isZero();
    }

    @Test
    void keepsWhatItFoundBesideFilesThatNoDefinitionCanBe() throws Exception {
        Installation installation = Installation.on(TestDatabase.H2, folder).withUsualMetrics();
        Path large = installation.home().resolve("config/metrics/dump.sql");
        Files.write(large, new byte[RegularFile.ONE_MEGABYTE + 1]);
        assertThat(problems(installation)).isZero();
        String kept = kept(installation);

        Files.write(large, new byte[RegularFile.ONE_MEGABYTE + 2]);
        assertThat(problems(installation)).isZero();
        assertThat(kept(installation)).isEqualTo(kept);
        Files.write(large, new byte[] {1});
        assertThat(problems(installation)).isZero();
        assertThat(kept(installation)).isNotEqualTo(kept);
    }

    private static String kept(Installation installation) throws IOException {
        return Files.readString(installation.home().resolve("state/definitions.sha256"));
    }

    private static int problems(Installation installation) {
        return installation.run("status", "--json").json().get("problems").size();
    }
}
