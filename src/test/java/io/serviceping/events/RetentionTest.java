package io.serviceping.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is deleted or added up when it is old. The clock is behind the database's, which vouches for it. */
class RetentionTest {
    private static final Instant START = Instant.parse("2023-03-01T10:00:00Z");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void membersAreKeptForFiveWholeWeeks(TestDatabase database) {
        TrackedApplication application = application(database);
        try (EventTracker tracker = application.builder().membersPerSet(1).start()) {
            for (int week = 0; week < 8; week++) {
                tracker.counter(30).add(0, 0, Who.user(1));
                tracker.counter(18).add(0, 0, Who.user(1));
                tracker.counter(18).add(0, 0, Who.user(2));
                assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
                application.advance(Duration.ofDays(7));
            }
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
        }

        List<String> kept = List.of("2023-03-20", "2023-03-27", "2023-04-03", "2023-04-10", "2023-04-17");
        assertThat(application.sets())
                .isEqualTo(kept.stream().map(week -> week + " 30 1 0 1").toList());
        assertThat(application.rows("select in_week from product_event_sketch order by 1"))
                .isEqualTo(kept);
        assertThat(application.rows("select sum(total) from product_event_daily"))
                .containsExactly("24");
    }

    /** Two nodes do it at once. */
    @ParameterizedTest
    @EnumSource
    void daysOfMonthsThatAreOldBecomeOneRowAndTheirSumStays(TestDatabase database) throws Exception {
        TrackedApplication application = application(database);
        try (EventTracker tracker = application.builder().start();
                EventTracker other = application.builder().start()) {
            for (int day = 0; day < 65; day++) {
                tracker.counter(17).add(day % 2, day, Who.anonymous());
                if (day % 9 == 0) {
                    tracker.counter(30).add(0, 0, Who.anonymous());
                }
                assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
                application.advance(Duration.ofDays(1));
            }
            assertThat(application.daily()).hasSize(73);
            application.now.set(START.plus(Duration.ofDays(61 + 400)));
            Thread flushing = new Thread(() -> other.flush(TrackedApplication.LONG));
            flushing.start();
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            flushing.join();
            assertThat(other.flush(TrackedApplication.LONG)).isTrue();
        }

        assertThat(application.daily())
                .containsExactly(
                        "2023-03-01 17 0 16 240",
                        "2023-03-01 17 1 15 225",
                        "2023-03-01 30 0 4 0",
                        "2023-04-01 17 0 15 690",
                        "2023-04-01 17 1 15 675",
                        "2023-04-01 30 0 3 0",
                        "2023-05-01 17 1 1 61",
                        "2023-05-02 17 0 1 62",
                        "2023-05-03 17 1 1 63",
                        "2023-05-03 30 0 1 0",
                        "2023-05-04 17 0 1 64");
    }

    @ParameterizedTest
    @EnumSource
    void lossesAndTheLedgerAreKeptFor400Days(TestDatabase database) {
        TrackedApplication application = application(database);
        for (int days : new int[] {0, 1, 401}) {
            application.now.set(START.plus(Duration.ofDays(days)));
            try (EventTracker tracker = application.builder().start()) {
                tracker.counter(17).add(99, 0, Who.anonymous());
            }
        }

        assertThat(application.rows("select on_day from product_event_loss order by 1"))
                .containsExactly("2023-03-02", "2024-04-05");
        assertThat(application.rows("select cast(seen_at as date) from product_event_spool order by 1"))
                .containsExactly("2023-03-02", "2024-04-05");
    }

    @ParameterizedTest
    @EnumSource
    void aClockThatIsYearsAheadDeletesNothing(TestDatabase database) {
        TrackedApplication application = application(database);
        application.now.set(Instant.now());
        try (EventTracker tracker = application.builder().start()) {
            tracker.counter(30).add(0, 0, Who.user(1));
            tracker.counter(17).add(99, 0, Who.anonymous());
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            List<String> before = stored(application);
            application.advance(Duration.ofDays(4000));
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            assertThat(stored(application)).isEqualTo(before);
        }
    }

    /** A window of 28 days needs five weeks. Fewer would make its value silently too small. */
    @Test
    void membersAreKeptForFiveWeeksOrNotAtAll() {
        EventTracker.Builder builder = EventTracker.builder(TrackedApplication.CATALOGUE);

        assertThatThrownBy(() -> builder.keepMembers(4))
                .hasMessage("keepMembers must be 0 or at least 5 weeks but was 4");
        assertThatThrownBy(() -> builder.keepMembers(-1)).hasMessageContaining("was -1");
        assertThatThrownBy(() -> builder.membersPerSet(0)).hasMessageContaining("must be positive");
    }

    private static List<String> stored(TrackedApplication application) {
        return application.rows("select in_week, event, 0 from product_event_member union all"
                + " select on_day, event, total from product_event_daily union all"
                + " select on_day, 0, events from product_event_loss order by 1, 2, 3");
    }

    private TrackedApplication application(TestDatabase database) {
        TrackedApplication application = new TrackedApplication(database, folder);
        application.now.set(START);
        return application;
    }
}
