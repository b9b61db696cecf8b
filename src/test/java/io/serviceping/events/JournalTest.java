package io.serviceping.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Events of {@code durability transaction}: counted if, and only if, the application's transaction is committed. */
class JournalTest {
    private static final EventCatalogue CATALOGUE = EventCatalogue.parse("""
            service-ping-events 1
            event 40 seat_sold
              property plan 4 small large
              identifier user plan
              identifier project
              sum cents 1000000
              durability transaction
            event 41 page_opened
            """);
    private static final String WAITING = "select count(*) from product_event_journal";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void anEventIsCountedOnceWithTheTransactionOrNotAtAll(TestDatabase database) throws SQLException {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker tracker = application.start(CATALOGUE);
                Connection connection = application.url.connect()) {
            Counter sold = tracker.counter("seat_sold");
            connection.setAutoCommit(false);
            sold.addValues(connection, 500, Who.user(1).project(7), "large");
            sold.add(connection, 1, 200, Who.user(2));
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            assertThat(application.daily()).isEmpty();
            connection.commit();
            sold.add(connection, 1, 900, Who.user(3));
            connection.rollback();
            application.advance(Duration.ofDays(1));
            sold.add(connection, 0, 1, Who.anonymous());
            connection.commit();
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
        }

        assertThat(application.daily()).containsExactly("2026-03-04 40 1 2 700", "2026-03-05 40 0 1 1");
        assertThat(application.sets()).containsExactly("2026-03-02 40 1 1 2", "2026-03-02 40 2 0 1");
        assertThat(application.rows(WAITING)).containsExactly("0");
        assertThat(application.losses()).isEmpty();
    }

    /** A process counts, and dies without a flush; several that are there afterwards flush at once. */
    @ParameterizedTest
    @EnumSource
    void whatADeadProcessCommittedIsCountedOnceBySomeOther(TestDatabase database) throws Exception {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker dead = application.start(CATALOGUE);
                Connection connection = application.url.connect()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < 6_000; i++) {
                dead.counter(40).add(connection, 0, 1, Who.user(i % 10));
            }
            connection.commit();
            application.advance(Duration.ofDays(60));
            Thread[] others = new Thread[3];
            for (int i = 0; i < others.length; i++) {
                Path spool = folder.resolve("other-" + i);
                others[i] = new Thread(() ->
                        application.builder(CATALOGUE).spool(spool).start().close());
                others[i].start();
            }
            for (Thread other : others) {
                other.join();
            }
            assertThat(application.daily()).containsExactly("2026-03-04 40 0 6000 6000");
            assertThat(application.rows(WAITING)).containsExactly("0");
        }
    }

    /** Neither node knows of the other when its application writes the row. */
    @ParameterizedTest
    @EnumSource
    void aRowOfANodeThatMeansOtherValuesIsALoss(TestDatabase database) throws SQLException {
        EventCatalogue newer = EventCatalogue.parse(CATALOGUE.text().replace("small large", "small large huge"));
        EventCatalogue wrong = EventCatalogue.parse(CATALOGUE.text().replace("small large", "large small"));
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker tracker = application.start(CATALOGUE);
                EventTracker newerNode = application
                        .builder(newer)
                        .spool(folder.resolve("newer"))
                        .start();
                EventTracker wrongNode = application
                        .builder(wrong)
                        .spool(folder.resolve("wrong"))
                        .start();
                Connection connection = application.url.connect()) {
            for (EventTracker node : List.of(tracker, newerNode, wrongNode)) {
                assertThat(node.flush(TrackedApplication.LONG)).as("begins").isTrue();
            }
            tracker.counter(40).addValues(connection, 1, Who.anonymous(), "large");
            newerNode.counter(40).addValues(connection, 2, Who.anonymous(), "huge");
            wrongNode.counter(40).addValues(connection, 4, Who.anonymous(), "large");
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            assertThat(wrongNode.flush(TrackedApplication.LONG)).isTrue();
        }
        assertThat(application.daily()).containsExactly("2026-03-04 40 1 1 1", "2026-03-04 40 2 1 2");
        assertThat(application.losses()).containsExactly("event 1");
    }

    /** Nothing that is wrong with a call may reach the application's transaction. */
    @SuppressWarnings("NullAway") // Callers without it pass null.
    @ParameterizedTest
    @EnumSource
    void aWrongCallIsALossAndManyIdentifiersAreCounted(TestDatabase database) throws SQLException {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker tracker = application.start(CATALOGUE);
                Connection connection = application.url.connect()) {
            Counter sold = tracker.counter(40);
            sold.add(connection, 0, 1, null);
            sold.add(null, 0, 1, Who.anonymous());
            sold.add(connection, 0, 1, Who.user(1).and(Kind.USER, null));
            Who many = Who.user(1);
            for (int i = 2; i <= 12; i++) {
                many = many.and(Kind.USER, i);
            }
            sold.add(connection, 0, 1, many);
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
        }
        assertThat(application.daily()).containsExactly("2026-03-04 40 0 1 1");
        assertThat(application.sets()).containsExactly("2026-03-02 40 1 0 12");
        assertThat(application.losses()).containsExactly("defect 3");
    }

    @ParameterizedTest
    @EnumSource
    void aPersonIsForgottenInTheJournalToo(TestDatabase database) throws SQLException {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker tracker = application.start(CATALOGUE);
                Connection connection = application.url.connect()) {
            tracker.counter(40).add(connection, 0, 0, Who.anonymous());
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            tracker.counter(40).add(connection, 0, 0, Who.user(1).project(7));
            assertThat(application
                            .rows("select members from product_event_journal")
                            .get(0))
                    .matches("1\\.-?\\d+ 2\\.-?\\d+ |2\\.-?\\d+ 1\\.-?\\d+ ");
            // A node of another version, which does not add the row up.
            try (EventTracker other = application
                    .builder(TrackedApplication.CATALOGUE)
                    .memberKey(application.folder.resolve("member-key"))
                    .spool(folder.resolve("other"))
                    .start()) {
                assertThat(other.forget(Kind.USER, 1)).isTrue();
            }
        }
        assertThat(application.daily()).containsExactly("2026-03-04 40 0 2 0");
        assertThat(application.sets()).containsExactly("2026-03-02 40 2 0 1");
    }

    @ParameterizedTest
    @EnumSource
    void theWrongWayIsCountedAllTheSameAndThrowsInTests(TestDatabase database) throws SQLException {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker tracker = application.builder(CATALOGUE).start();
                EventTracker strict =
                        application.builder(CATALOGUE).strict(true).start();
                Connection connection = application.url.connect()) {
            tracker.counter(40).add(0, 0, Who.anonymous());
            tracker.counter(41).add(connection, 0, 0, Who.anonymous());
            tracker.counter(99).add(connection, 0, 0, Who.anonymous());
            assertThatThrownBy(() -> strict.counter(40).add(0, 0, Who.anonymous()))
                    .hasMessage("seat_sold needs the connection of a transaction");
            assertThatThrownBy(() -> strict.counter(41).add(connection, 0, 0, Who.anonymous()))
                    .hasMessage("page_opened takes no connection");
            EventTracker.off().counter(40).add(connection, 0, 0, Who.anonymous());
        }
        assertThat(application.daily()).containsExactly("2026-03-04 40 0 1 0", "2026-03-04 41 0 1 0");
        assertThat(application.losses()).containsExactly("event 1");
    }

    @SuppressWarnings("NullAway") // Callers without it pass null.
    @ParameterizedTest
    @EnumSource
    void whomNobodyNamesIsNotForgottenAndStopsNothing(TestDatabase database) {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker tracker = application.start(TrackedApplication.CATALOGUE)) {
            TrackedApplication.count(tracker, 2);
            assertThat(tracker.forget((Kind) null, 5)).isFalse();
            assertThat(tracker.forget((Who) null)).isFalse();
            assertThat(tracker.forget(Who.user(0).and(Kind.USER, null))).isFalse();
            assertThat(tracker.forget(Kind.USER, 1)).isTrue();
        }
        assertThat(application.sets()).containsExactly("2026-03-02 30 1 0 1");
    }
}
