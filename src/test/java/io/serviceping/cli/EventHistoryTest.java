package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.event.EventFiles;
import io.serviceping.events.EventCatalogue;
import io.serviceping.events.EventTracker;
import io.serviceping.events.Who;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** A metric over a window of which not all is kept has no value, whatever the application was told to keep. */
class EventHistoryTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String NOT_KEPT = "is over a time of which the application no longer keeps all events";
    private static final String SEVERAL_KEYS = "counts members that are not known to be hashed with one key";
    private static final Instant MONDAY_OF_W46 = Instant.parse("2026-11-09T10:00:00Z");

    @TempDir
    private Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(MONDAY_OF_W46);

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aWindowOfWhichMembersWereDeletedHasNoValue(TestDatabase kind) throws IOException {
        Installation installation = installation(kind);
        countEachWeek(installation, 5);

        assertThat(monthly(installation, "2026-W46").path("value").asInt()).isEqualTo(4);
        assertThat(monthly(installation, "2026-W45").path("value").asInt()).isEqualTo(4);
        for (String period : new String[] {"2026-W44", "2026-W43", "2026-W30"}) {
            assertThat(monthly(installation, period).path("reason").asString())
                    .as(period)
                    .isEqualTo(NOT_KEPT);
        }
        assertThat(metric(installation, "2026-W44", "users.pullers_weekly")
                        .path("value")
                        .asInt())
                .isEqualTo(1);
        CommandResult preview = installation.run("preview", "--period", "2026-W44");
        assertThat(preview.json().at("/metrics/users/pullers_monthly").isNull()).isTrue();
        assertThat(preview.err())
                .contains("the application has deleted who caused events in some of the time from 2026-10-05 on");
        assertThat(preview.json().at("/metrics/counts/pulls_monthly").asInt()).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void whatTheApplicationKeepsLongerIsCounted(TestDatabase kind) throws IOException {
        Installation installation = installation(kind);
        countEachWeek(installation, 7);

        assertThat(monthly(installation, "2026-W44").path("value").asInt()).isEqualTo(4);
        // Of the oldest week some may be deleted already.
        assertThat(monthly(installation, "2026-W43").path("reason").asString()).isEqualTo(NOT_KEPT);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aWindowWithPartsOfAMonthThatWasAddedUpHasNoValue(TestDatabase kind) throws IOException {
        Installation installation = installation(kind);
        try (EventTracker tracker = tracker(installation, "key").start()) {
            // The flush of the start is over: the clock jumps between flushes.
            assertThat(tracker.flush(LONG)).isTrue();
            for (String day : new String[] {"2021-02-03", "2025-09-17", "2025-10-08"}) {
                now.set(Instant.parse(day + "T10:00:00Z"));
                tracker.counter("pulled").add(0, 0, Who.anonymous());
                assertThat(tracker.flush(LONG)).isTrue();
            }
            now.set(installation.now());
            assertThat(tracker.flush(LONG)).isTrue();
        }

        assertThat(metric(installation, "2025-W38", "counts.pulls_weekly")
                        .path("reason")
                        .asString())
                .isEqualTo(NOT_KEPT);
        assertThat(metric(installation, "2025-W40", "counts.pulls_weekly")
                        .path("reason")
                        .asString())
                .isEqualTo(NOT_KEPT);
        assertThat(metric(installation, "2025-W41", "counts.pulls_weekly")
                        .path("value")
                        .asInt())
                .isEqualTo(1);
        // February of 2021 has four whole weeks.
        assertThat(metric(installation, "2021-W08", "counts.pulls_monthly")
                        .path("value")
                        .asInt())
                .isEqualTo(1);
        assertThat(metric(installation, "2021-W08", "events.lost_weekly")
                        .path("reason")
                        .asString())
                .isEqualTo(NOT_KEPT);
        assertThat(metric(installation, "2021-W08", "counts.pulls")
                        .path("value")
                        .asInt())
                .isEqualTo(3);
        assertThat(installation.run("preview", "--period", "2025-W38").err())
                .contains("the application has added up the days of each month before 2025-10-01");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void membersOfSeveralKeysHaveNoValue(TestDatabase kind) throws IOException {
        Installation installation = installation(kind);
        for (String key : new String[] {"key", "another", "another"}) {
            try (EventTracker tracker = tracker(installation, key).start()) {
                tracker.counter("pulled").add(0, 0, Who.user(1));
                assertThat(tracker.flush(LONG)).isTrue();
            }
            now.set(MONDAY_OF_W46.plus(Duration.ofDays(1)));
        }

        CommandResult preview = installation.run("preview");
        assertThat(preview.json().at("/metrics/users/pullers_weekly").isNull()).isTrue();
        assertThat(preview.json()
                        .at("/collection/metrics/users.pullers_weekly/reason")
                        .asString())
                .isEqualTo(SEVERAL_KEYS);
        assertThat(preview.json().at("/metrics/counts/pulls_weekly").asInt()).isEqualTo(3);
        assertThat(preview.err()).contains("processes that counted since 2026-11-09 had 2 different member keys");
        installation.run("run", "--no-submit");
        assertThat(installation.run("status").out()).contains(SEVERAL_KEYS);
    }

    private void countEachWeek(Installation installation, int kept) {
        now.set(installation.now().minus(Duration.ofDays(70)));
        try (EventTracker tracker =
                tracker(installation, "key").keepMembers(kept).start()) {
            for (int week = 0; week < 10; week++) {
                tracker.counter("pulled").add(0, 0, Who.user(week));
                assertThat(tracker.flush(LONG)).isTrue();
                now.updateAndGet(before -> before.plus(Duration.ofDays(7)));
            }
            assertThat(now).hasValue(installation.now());
            assertThat(tracker.flush(LONG)).isTrue();
        }
    }

    private static JsonNode monthly(Installation installation, String period) {
        return metric(installation, period, "users.pullers_monthly");
    }

    /** The value, or the reason why there is none. */
    private static JsonNode metric(Installation installation, String period, String key) {
        JsonNode ping = installation.run("preview", "--period", period).json();
        JsonNode value = ping.at("/metrics/" + key.replace('.', '/'));
        JsonNode metric = ping.at("/collection/metrics/" + key);
        return value.isNull() ? metric : JsonNodeFactory.instance.objectNode().set("value", value);
    }

    private Installation installation(TestDatabase kind) throws IOException {
        Installation installation = Installation.on(kind, folder);
        EventFiles.write(installation.home(), "pulled.yml", EventFiles.lean("pulled", 17, "identifiers: { user: {} }"));
        metric(installation, "users.pullers", "[28d, 7d]", "unique user");
        metric(installation, "counts.pulls", "[all, 28d, 7d]", "total");
        return installation;
    }

    private static void metric(Installation installation, String key, String frames, String value) {
        installation.definition(key, """
                key_path: %s
                description: A metric.
                product_group: packages
                value_type: number
                status: active
                milestone: "1.0"
                time_frame: %s
                event: { name: pulled, value: %s }
                """.formatted(key, frames, value));
    }

    private EventTracker.Builder tracker(Installation installation, String key) {
        return EventTracker.builder(EventCatalogue.parse("service-ping-events 1\nevent 17 pulled\n identifier user"))
                .dataSource(installation.application().dataSource())
                .memberKey(folder.resolve(key))
                .clock(now::get)
                .createSchema(true);
    }
}
