package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The pings that the outbox gives up or deletes, and the reasons that status gives for weeks without a ping. */
class BoundsAndGapsTest {
    private static final Duration WEEK = Duration.ofDays(7);

    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    private Installation installation(TestDatabase kind) {
        return Installation.on(kind, folder).withUsualMetrics().sendingTo(endpoint);
    }

    private JsonNode newest() {
        return CommandResult.json(
                endpoint.document(endpoint.pings().get(0).get("ping_id").stringValue()));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void givesUpTheOldestWhenTooMuchWaitsAndReportsItInTheNextPing(TestDatabase kind) {
        Installation installation = installation(kind);
        for (int week = 0; week < 4; week++) {
            installation.run("run", "--no-submit");
            installation.advance(WEEK);
        }
        long bytes = installation
                .state()
                .sql("select max(octet_length(content)) from outbox_ping")
                .query(Long.class)
                .single();
        installation.set("outbox.max-bytes", 2 * bytes + 100 + "B");

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).isZero();
        assertThat(endpoint.pings())
                .extracting(ping -> ping.get("period").stringValue())
                .containsExactly("2026-W50", "2026-W49", "2026-W48");
        assertThat(newest().at("/delivery/evicted").intValue()).isEqualTo(2);
        assertThat(newest().get("sequence").intValue()).isEqualTo(5);
        assertThat(installation.home().resolve("state/pings/2026-W46.json")).doesNotExist();
        assertThat(installation.home().resolve("state/pings/2026-W48.json")).exists();
        assertThat(installation.run("status").out())
                .contains("missing    2026-W46 (evicted: 2026-12-14T06:00:00.123456Z), 2026-W47 (evicted: ");
        assertThat(installation.run("run", "--period", "2026-W46").err())
                .contains("the ping of 2026-W46 was given up on");
        assertThat(installation.run("preview", "--period", "2026-W46").exitCode())
                .isEqualTo(64);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void givesUpWhatWaitsForTooLong(TestDatabase kind) {
        Installation installation = installation(kind).set("outbox.max-age", "20d");
        installation.run("run", "--no-submit");
        installation.advance(Duration.ofDays(21));

        installation.run("run");

        assertThat(endpoint.pings())
                .extracting(ping -> ping.get("period").stringValue())
                .containsExactly("2026-W49");
        assertThat(newest().at("/delivery/evicted").intValue()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void quarantinesAPingThatIsTooLargeUnsentAndNamesTheLargestMetrics(TestDatabase kind) {
        Installation installation = installation(kind)
                .metric("texts.large", "select title, count(*) from issues group by title", "value_type: object")
                .set("outbox.max-payload", "1KB");
        String uuid = kind == TestDatabase.H2 ? "random_uuid()" : "gen_random_uuid()";
        installation
                .application()
                .execute("insert into issues select 100 + a.id * 10 + b.id, cast(" + uuid
                        + " as varchar(36)), a.created_at" + " from issues a cross join issues b");

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).isEqualTo(69);
        assertThat(endpoint.received()).isEmpty();
        assertThat(result.err())
                .containsPattern("is quarantined \\(not sent: \\d\\.\\d KB is above outbox.max-payload \\(1.0 KB\\);"
                        + " largest: texts.large 4.0 KB, ");
        assertThat(installation.run("status").out()).contains("largest: texts.large 4.0 KB");

        installation.set("outbox.max-payload", "1MB").run("redrive");
        assertThat(installation.run("submit").exitCode()).isZero();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void forgetsTheBytesOfWhatWasDeliveredLongAgoAndWhatWasCountedForIt(TestDatabase kind) {
        Installation installation = installation(kind).set("outbox.keep-delivered", "30d");
        installation.run("run");
        installation.advance(Duration.ofDays(21));
        installation.run("run");
        installation.advance(Duration.ofDays(14));

        installation.run("run");

        assertThat(installation.count("outbox_ping where octet_length(content) = 0"))
                .isEqualTo(1);
        assertThat(installation.count("outbox_receipt")).isEqualTo(3);
        assertThat(installation.count("counting")).isEqualTo(2);
        assertThat(installation.count("outcome where ping_id not in (select ping_id from counting)"))
                .isZero();
        assertThat(installation.home().resolve("state/pings/2026-W46.json")).doesNotExist();
        assertThat(installation.run("run", "--period", "2026-W46").out())
                .startsWith("Nothing to do: the ping of 2026-W46");
        assertThat(installation.run("preview", "--period", "2026-W46").err()).contains("kept no longer");
    }

    @Test
    void keepsTheHistoryOfSpringBatchShort() {
        Installation installation = installation(TestDatabase.H2);
        for (int week = 0; week < 12; week++) {
            installation.run("run");
            installation.advance(WEEK);
        }

        assertThat(installation.count("batch_job_instance")).isEqualTo(9);
        assertThat(installation.count("batch_job_execution")).isEqualTo(9);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void keepsFewExecutionsOfAWeekThatFailsAgainAndAgain(TestDatabase kind) {
        Installation installation = installation(kind);
        String url = installation.application().jdbc();
        installation.set("databases.main.url", url.replaceFirst("/(db;|test_\\d+$)", "/gone;"));
        for (int hour = 0; hour < 8; hour++) {
            assertThat(installation.run("run").exitCode()).isEqualTo(78);
            installation.advance(Duration.ofHours(1));
        }
        assertThat(installation.count("batch_job_execution")).isEqualTo(4);
        assertThat(installation.count("batch_step_execution")).isEqualTo(4);
        installation.set("databases.main.url", url);

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).isZero();
        assertThat(endpoint.pings()).hasSize(1);
        assertThat(installation.count("batch_job_execution")).isEqualTo(4);
        assertThat(installation.run("run", "--period", "2026-W45").exitCode()).isZero();
        assertThat(installation.count("period_begun where runs = 9")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void tellsWhyEachWeekIsMissing(TestDatabase kind) throws Exception {
        Installation installation = installation(kind);
        installation.run("run");
        installation.advance(WEEK);
        installation.run("opt-out");
        CommandResult off = installation.run("run");
        installation.advance(Duration.ofDays(1));
        installation.run("run");
        installation.run("opt-in");
        installation.advance(WEEK.minusDays(1));
        installation.definition("broken", "key_path: [");
        assertThat(installation.run("run").exitCode()).isEqualTo(78);
        Files.delete(installation.home().resolve("config/metrics/broken.yml"));
        installation.advance(WEEK.multipliedBy(2));
        installation.run("run");

        JsonNode gaps = installation.run("status", "--json").json().get("gaps");

        assertThat(off.exitCode()).isZero();
        assertThat(off.outLines()).hasSize(1);
        assertThat(gaps.values())
                .extracting(gap ->
                        gap.get("period").stringValue() + " " + gap.get("why").stringValue())
                .containsExactly("2026-W47 opted_out", "2026-W48 failed", "2026-W49 never_run");
        assertThat(installation.run("status").out())
                .contains("missing    2026-W47 (opted out: 2026-11-23T06:00:00Z),"
                        + " 2026-W48 (not finished: 1 run, at 2026-11-30T06:00:00.123456Z), 2026-W49 (never run)");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void makesUpForAMissedWeekAndSaysWhatWasCountedLate(TestDatabase kind) {
        Installation installation = installation(kind);
        installation.run("run");
        installation.advance(WEEK.multipliedBy(3));
        installation.run("run");

        CommandResult result = installation.run("run", "--period", "2026-W47");

        assertThat(result.exitCode()).isZero();
        JsonNode made = newest();
        assertThat(made.get("period").stringValue()).isEqualTo("2026-W47");
        assertThat(made.get("reason").stringValue()).isEqualTo("backfill");
        assertThat(made.get("sequence").intValue()).isEqualTo(3);
        assertThat(made.at("/collection/metrics/counts.issues/late").booleanValue())
                .isTrue();
        assertThat(made.at("/collection/metrics/counts.issues_weekly").has("late"))
                .isFalse();
        assertThat(installation.run("status").out()).contains("missing    2026-W48 (never run)");
    }
}
