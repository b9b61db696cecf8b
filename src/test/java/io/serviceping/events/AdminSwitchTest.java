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
        EventSite site = new EventSite(database, folder);
        site.builder().start().close();
        site.url.execute(OFF);
        Outage outage = new Outage(site.url.dataSource());
        outage.begin();
        try (EventTracker tracker = site.builder(outage, site.folder).start();
                Connection connection = site.url.connect()) {
            assertThat(tracker.flush(EventSite.LONG)).isFalse();
            call(tracker);
            tracker.counter(99).add(0, 0, Who.user(1));
            tracker.counter(31).add(connection, 0, 0, Who.user(1));
            outage.end();
            assertThat(tracker.flush(EventSite.LONG)).isTrue();
            assertThat(tracker.health().counting()).isFalse();
            assertNothing(site);

            site.url.execute(ON);
            assertThat(tracker.flush(EventSite.LONG)).isTrue();
            call(tracker);
            tracker.counter(31).add(connection, 0, 0, Who.user(1));
            assertThat(tracker.flush(EventSite.LONG)).isTrue();
        }

        assertThat(site.daily()).containsExactly("2026-03-04 18 0 1 0", "2026-03-04 30 0 1 0", "2026-03-04 31 0 1 0");
        assertThat(site.sets()).containsExactly("2026-03-02 18 1 0 1", "2026-03-02 30 1 0 1", "2026-03-02 31 1 0 1");
    }

    @ParameterizedTest
    @EnumSource
    void aNewProcessStoresNothingOfACategoryThatIsOff(TestDatabase database) throws SQLException {
        EventSite site = new EventSite(database, folder);
        site.builder().start().close();
        site.url.execute("insert into product_event_switch (counting, off_categories) values (true, 'operational')");
        Outage outage = new Outage(site.url.dataSource());
        outage.begin();
        try (EventTracker tracker = site.builder(outage, site.folder).start();
                Connection connection = site.url.connect()) {
            call(tracker);
            tracker.counter(31).add(connection, 0, 0, Who.user(1));
            assertThat(site.rows(JOURNAL)).isEmpty();
            outage.end();
            assertThat(tracker.flush(EventSite.LONG)).isTrue();
        }

        assertThat(site.daily()).containsExactly("2026-03-04 18 0 1 0");
        assertThat(site.sets()).containsExactly("2026-03-02 18 1 0 1");
    }

    /** It may be a misspelt category. */
    @ParameterizedTest
    @EnumSource
    void aWordThatIsNotKnownMeansOffAndIsTold(TestDatabase database) throws SQLException {
        EventSite site = new EventSite(database, folder);
        try (EventTracker tracker = site.start(EventSite.CATALOGUE)) {
            site.url.execute(
                    "insert into product_event_switch (counting, off_categories) values (true, 'standard, operationl')");
            call(tracker);
            assertThat(tracker.flush(EventSite.LONG)).isTrue();
            assertThat(tracker.health().counting()).isFalse();
            assertThat(tracker.health().problem()).contains("[operationl]", "taken for off");
            assertNothing(site);

            site.url.execute("update product_event_switch set off_categories = 'standard, operational'");
            assertThat(tracker.flush(EventSite.LONG)).isTrue();
            assertThat(tracker.health().problem()).isEmpty();
            call(tracker);
        }
        assertThat(site.daily()).containsExactly("2026-03-04 18 0 1 0");
    }

    /** Of which calls it was off, nobody knows when the flush comes. */
    @ParameterizedTest
    @EnumSource
    void callsAfterTheSwitchAreNotStoredAlthoughTheProcessHasNotReadItYet(TestDatabase database) throws SQLException {
        EventSite site = new EventSite(database, folder);
        try (EventTracker tracker = site.start(EventSite.CATALOGUE);
                Connection connection = site.url.connect()) {
            site.url.execute(OFF);
            call(tracker);
            tracker.counter(31).add(connection, 0, 0, Who.user(1));
            assertThat(tracker.flush(EventSite.LONG)).isTrue();
            assertNothing(site);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatADeadProcessCountedIsNotStoredWhileTheSwitchIsOff(TestDatabase database) throws IOException {
        EventSite site = new EventSite(database, folder);
        Path dead = folder.resolve("dead");
        try (EventTracker died = site.builder().spool(dead).start()) {
            assertThat(died.flush(EventSite.LONG)).isTrue();
            call(died);
            died.counter(30).add(1, 0, Who.user(1));
            site.builder().start().close();
            for (Path file : EventSite.spools(dead)) {
                Files.copy(file, site.folder.resolve("dead" + file.getFileName()));
            }
            site.url.execute(OFF);
            try (EventTracker tracker = site.builder().start()) {
                assertThat(tracker.flush(EventSite.LONG)).isTrue();
            }
            assertNothing(site);
            assertThat(EventSite.spools(site.folder))
                    .noneMatch(file -> file.toString().contains("dead"));
        }
    }

    private static void call(EventTracker tracker) {
        tracker.counter(30).add(0, 0, Who.user(1));
        tracker.counter(18).add(0, 0, Who.user(1));
    }

    private static void assertNothing(EventSite site) {
        assertThat(site.daily()).isEmpty();
        assertThat(site.sets()).isEmpty();
        assertThat(site.losses()).isEmpty();
        assertThat(site.rows(JOURNAL)).isEmpty();
    }
}
