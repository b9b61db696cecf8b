package io.serviceping.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A sum that does not fit is never silent, and stops nothing else. */
class LargeSumsTest {
    private static final long MOST = 999_999_999_999_999L;
    private static final EventCatalogue CATALOGUE = EventCatalogue.parse("""
            service-ping-events 1
            event 1 sent
              sum bytes 999999999999999
            event 2 opened
            """);
    private static final String NEARLY_FULL = "update product_event_daily set value_sum = " + (Long.MAX_VALUE - 1000);

    @TempDir
    private Path folder;

    /** The sum is that of the calls that are no loss, also where 64 bits would begin again. */
    @ParameterizedTest
    @EnumSource
    void callsWhoseSumHasNoRoomInTheSpoolAreLosses(TestDatabase database) {
        int calls = 20_000;
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker tracker = application.start(CATALOGUE)) {
            call(tracker, calls);
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
        }

        long lost = Long.parseLong(application.losses().get(0).replace("sum ", ""));
        assertThat(lost).isBetween(1L, calls - 1L);
        assertThat(application.daily()).containsExactly("2026-03-04 1 0 " + calls + " " + (calls - lost) * MOST);
    }

    /** Counters only grow: a spool without room is replaced before it matters. */
    @ParameterizedTest
    @EnumSource
    void noFlushAddsUpWhatEarlierOnesStored(TestDatabase database) {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker tracker = application.start(CATALOGUE)) {
            for (int flush = 0; flush < 9; flush++) {
                call(tracker, 1000);
                assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            }
        }

        assertThat(application.daily()).containsExactly("2026-03-04 1 0 9000 " + 9000 * MOST);
        assertThat(application.losses()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aSumThatHasNoRoomInTheTableIsALossAndStopsNoFlush(TestDatabase database) {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker tracker = application.start(CATALOGUE)) {
            call(tracker, 1);
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            application.url.execute(NEARLY_FULL);
            tracker.counter(1).add(0, 900, Who.anonymous());
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            assertThat(application.losses()).isEmpty();
            call(tracker, 2);
            tracker.counter(2).add(0, 0, Who.anonymous());
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            assertThat(application.losses()).containsExactly("sum 2");
            tracker.counter(1).add(0, 0, Who.anonymous());
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
        }

        assertThat(application.daily()).containsExactly("2026-03-04 1 0 5 " + Long.MAX_VALUE, "2026-03-04 2 0 1 0");
        assertThat(application.losses()).containsExactly("sum 2");
    }

    /** Days of an old month become one row. */
    @ParameterizedTest
    @EnumSource
    void aMonthWhoseSumHasNoRoomIsALossAndStopsNoFlush(TestDatabase database) {
        TrackedApplication application = new TrackedApplication(database, folder);
        application.start(CATALOGUE).close();
        for (String day : new String[] {"2024-03-04", "2024-03-05", "2024-03-06"}) {
            application.url.execute(
                    "insert into product_event_daily (on_day, event, cell, total, value_sum) values (date '" + day
                            + "', 1, 0, 7, " + (Long.MAX_VALUE - 1000) + ")");
        }
        application.start(CATALOGUE).close();

        assertThat(application.daily()).containsExactly("2024-03-01 1 0 21 " + Long.MAX_VALUE);
        assertThat(application.rows("select on_day, reason, events from product_event_loss"))
                .containsExactly("2026-03-04 sum 21");
    }

    private static void call(EventTracker tracker, int calls) {
        for (int i = 0; i < calls; i++) {
            tracker.counter(1).add(0, MOST, Who.anonymous());
        }
    }
}
