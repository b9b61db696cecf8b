package io.serviceping.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** While the row in {@code product_event_switch} says off, no call is stored, whenever a process first reads it. */
class AdminSwitchTest {
    private static final String OFF = "insert into product_event_switch (counting) values (false)";
    private static final String ON = "update product_event_switch set counting = true";
    private static final String JOURNAL = "select event from product_event_journal";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void aNewProcessStoresNothingThatItCountsBeforeItReadsTheSwitch(TestDatabase database) throws SQLException {
        TrackedApplication application = new TrackedApplication(database, folder);
        application.builder().start().close();
        application.url.execute(OFF);
        Outage outage = new Outage(application.url.dataSource());
        outage.begin();
        try (EventTracker tracker =
                        application.builder(outage, application.folder).start();
                Connection connection = application.url.connect()) {
            assertThat(tracker.flush(TrackedApplication.LONG)).isFalse();
            call(tracker);
            tracker.counter(99).add(0, 0, Who.user(1));
            tracker.counter(31).add(connection, 0, 0, Who.user(1));
            outage.end();
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            assertThat(tracker.health().counting()).isFalse();
            assertNothing(application);

            application.url.execute(ON);
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            call(tracker);
            tracker.counter(31).add(connection, 0, 0, Who.user(1));
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
        }

        assertThat(application.daily())
                .containsExactly("2026-03-04 18 0 1 0", "2026-03-04 30 0 1 0", "2026-03-04 31 0 1 0");
        assertThat(application.sets())
                .containsExactly("2026-03-02 18 1 0 1", "2026-03-02 30 1 0 1", "2026-03-02 31 1 0 1");
    }

    @ParameterizedTest
    @EnumSource
    void aNewProcessStoresNothingOfACategoryThatIsOff(TestDatabase database) throws SQLException {
        TrackedApplication application = new TrackedApplication(database, folder);
        application.builder().start().close();
        application.url.execute(
                "insert into product_event_switch (counting, off_categories) values (true, 'operational')");
        Outage outage = new Outage(application.url.dataSource());
        outage.begin();
        try (EventTracker tracker =
                        application.builder(outage, application.folder).start();
                Connection connection = application.url.connect()) {
            call(tracker);
            tracker.counter(31).add(connection, 0, 0, Who.user(1));
            assertThat(application.rows(JOURNAL)).isEmpty();
            outage.end();
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
        }

        assertThat(application.daily()).containsExactly("2026-03-04 18 0 1 0");
        assertThat(application.sets()).containsExactly("2026-03-02 18 1 0 1");
    }

    /** It may be a misspelt category. */
    @ParameterizedTest
    @EnumSource
    void aWordThatIsNotKnownMeansOffAndIsTold(TestDatabase database) throws SQLException {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker tracker = application.start(TrackedApplication.CATALOGUE)) {
            application.url.execute(
                    "insert into product_event_switch (counting, off_categories) values (true, 'standard, operationl')");
            call(tracker);
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            assertThat(tracker.health().counting()).isFalse();
            assertThat(tracker.health().problem()).contains("[operationl]", "taken for off");
            assertNothing(application);

            application.url.execute("update product_event_switch set off_categories = 'standard, operational'");
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            assertThat(tracker.health().problem()).isEmpty();
            call(tracker);
        }
        assertThat(application.daily()).containsExactly("2026-03-04 18 0 1 0");
    }

    /** Of which calls it was off, nobody knows when the flush comes. */
    @ParameterizedTest
    @EnumSource
    void callsAfterTheSwitchAreNotStoredAlthoughTheProcessHasNotReadItYet(TestDatabase database) throws SQLException {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker tracker = application.start(TrackedApplication.CATALOGUE);
                Connection connection = application.url.connect()) {
            application.url.execute(OFF);
            call(tracker);
            tracker.counter(31).add(connection, 0, 0, Who.user(1));
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            assertNothing(application);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatADeadProcessCountedIsNotStoredWhileTheSwitchIsOff(TestDatabase database) throws IOException {
        TrackedApplication application = new TrackedApplication(database, folder);
        Path dead = folder.resolve("dead");
        try (EventTracker died = application.builder().spool(dead).start()) {
            assertThat(died.flush(TrackedApplication.LONG)).isTrue();
            call(died);
            died.counter(30).add(1, 0, Who.user(1));
            application.builder().start().close();
            for (Path file : TrackedApplication.spools(dead)) {
                Files.copy(file, application.folder.resolve("dead" + file.getFileName()));
            }
            application.url.execute(OFF);
            try (EventTracker tracker = application.builder().start()) {
                assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            }
            assertNothing(application);
            assertThat(TrackedApplication.spools(application.folder))
                    .noneMatch(file -> file.toString().contains("dead"));
        }
    }

    private static void call(EventTracker tracker) {
        tracker.counter(30).add(0, 0, Who.user(1));
        tracker.counter(18).add(0, 0, Who.user(1));
    }

    private static void assertNothing(TrackedApplication application) {
        assertThat(application.daily()).isEmpty();
        assertThat(application.sets()).isEmpty();
        assertThat(application.losses()).isEmpty();
        assertThat(application.rows(JOURNAL)).isEmpty();
    }
}
