package io.serviceping.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.serviceping.testing.TestDatabase;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** What the tracker must not do to the application. */
class QuietTrackerTest {
    @TempDir
    private Path folder;

    @Test
    void aCallAllocatesNothing() {
        TrackedApplication application = new TrackedApplication(TestDatabase.H2, folder);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (EventTracker tracker =
                application.builder().clock(InstantSource.system()).start()) {
            Counter pulled = tracker.counter(17);
            Who known = Who.user(1).project(7);
            Who[] others = new Who[20_000];
            for (int i = 0; i < others.length; i++) {
                others[i] = i % 2 == 0 ? Who.user(i) : Who.user("somebody" + i);
            }
            call(pulled, known, others);
            long before = threads.getCurrentThreadAllocatedBytes();
            call(pulled, known, others);
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1000);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DO_NOT_TRACK,1",
        "DO_NOT_TRACK,true",
        "DO_NOT_TRACK,yes",
        "DO_NOT_TRACK,' please '",
        "SERVICE_PING_EVENTS,OFF",
        "SERVICE_PING_EVENTS,no",
        "SERVICE_PING_EVENTS,disabled"
    })
    void anyOffOpensNoFileNoConnectionAndNoThread(String variable, String value) {
        int threads = Thread.getAllStackTraces().size();
        TrackerBuilder builder = new TrackerBuilder(TrackedApplication.CATALOGUE).environment(Map.of(variable, value));
        try (EventTracker tracker = builder.dataSource(new NoDatabase())
                .spool(folder.resolve("off"))
                .start()) {
            tracker.counter(17).add(0, 0, Who.user(1));
            assertThat(tracker).isNotInstanceOf(RunningTracker.class);
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            assertThat(tracker.health().counting()).isFalse();
            assertThat(folder.resolve("off")).doesNotExist();
            assertThat(Thread.getAllStackTraces().size()).isLessThanOrEqualTo(threads);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DO_NOT_TRACK,''", "DO_NOT_TRACK,0", "DO_NOT_TRACK,' False '",
        "SERVICE_PING_EVENTS,''", "SERVICE_PING_EVENTS,On", "SERVICE_PING_EVENTS,yes"
    })
    void aVariableThatHasNoObjectionSwitchesNothingOff(String variable, String value) {
        TrackerBuilder builder = new TrackerBuilder(TrackedApplication.CATALOGUE).environment(Map.of(variable, value));

        try (EventTracker tracker = builder.dataSource(new NoDatabase()).start()) {
            assertThat(tracker).isInstanceOf(RunningTracker.class);
        }
    }

    @Test
    void aTrackerNeedsADataSourceAndAPositiveInterval() {
        EventTracker.Builder builder = new TrackerBuilder(TrackedApplication.CATALOGUE).environment(Map.of());

        assertThatThrownBy(builder::start).hasMessage("A tracker needs a data source");
        assertThatThrownBy(() -> builder.flushEvery(Duration.ZERO)).hasMessageContaining("must be positive");
    }

    @ParameterizedTest
    @EnumSource
    void withoutTablesTheApplicationRunsOnAndEventsWait(TestDatabase database) {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker tracker = application.builder().createSchema(false).start()) {
            tracker.counter(30).add(0, 0, Who.user(1));
            assertThat(tracker.flush(TrackedApplication.LONG)).isFalse();
            assertThat(tracker.health().problem()).contains("V1__product_events.sql");
            assertThat(application
                            .builder(application.url.dataSource(), folder.resolve("other"))
                            .start()
                            .flush(TrackedApplication.LONG))
                    .isTrue();
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
        }

        assertThat(application.daily()).containsExactly("2026-03-04 30 0 1 0");
    }

    /** What a caller has not is an unknown value, and nobody. */
    @ParameterizedTest
    @EnumSource
    @SuppressWarnings("NullAway")
    void nullsAreNotThrownAtTheCallerNorKept(TestDatabase database) {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker tracker = application.builder().start()) {
            tracker.counter(17).addValues(0, Who.user(1), (String[]) null);
            tracker.counter(17).addValues(0, Who.user(1), "npm", null);
            assertThat(tracker.forget(Kind.USER, null)).isFalse();
            assertThat(tracker.flush(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
        }

        assertThat(application.daily())
                .singleElement()
                .asString()
                .startsWith("2026-03-04 17 ")
                .endsWith(" 2 0");
        assertThat(application.losses()).containsExactly("value 2");
    }

    /** A pool gives the connection to others. */
    @ParameterizedTest
    @EnumSource
    void aConnectionIsGivenBackAsItWas(TestDatabase database) throws SQLException {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (Connection connection = application.url.connect()) {
            connection.setNetworkTimeout(Runnable::run, 5_000);
            int patience = connection.getNetworkTimeout();
            DataSource pool = new SingleConnectionDataSource(connection, true);
            try (EventTracker tracker = application
                    .builder(pool, application.folder)
                    .createSchema(false)
                    .start()) {
                for (boolean hasTables : List.of(false, true)) {
                    assertThat(tracker.flush(TrackedApplication.LONG)).isEqualTo(hasTables);
                    assertThat(connection.getAutoCommit()).isTrue();
                    assertThat(connection.getNetworkTimeout()).isEqualTo(patience);
                    application
                            .builder(application.url.dataSource(), folder.resolve("other"))
                            .start()
                            .close();
                }
            }
        }
    }

    /** Another room would make another cell of the same value. A new value does not. */
    @ParameterizedTest
    @EnumSource
    void anEventWithOtherCellsThanThoseThatWereCountedIsLost(TestDatabase database) {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker first = application.builder().start()) {
            assertThat(first.flush(TrackedApplication.LONG)).isTrue();
        }
        for (String format : List.of("format 4 maven npm", "format 4 maven npm pypi", "format 4 maven npm")) {
            try (EventTracker tracker = node(application, format).start()) {
                tracker.counter(17).addValues(0, Who.user(1), "npm", "api");
                assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
                assertThat(tracker.health().problem()).isEmpty();
            }
        }
        for (String format : List.of("format 5 maven npm pypi", "kind 4 maven npm pypi", "format 4 npm maven pypi")) {
            try (EventTracker tracker = node(application, format).start()) {
                tracker.counter(17).addValues(0, Who.user(2), "npm", "api");
                tracker.counter(18).add(0, 0, Who.user(2));
                assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
                assertThat(tracker.health().problem()).contains("event 17 (properties");
            }
        }

        assertThat(application.daily()).containsExactly("2026-03-04 17 5 3 0", "2026-03-04 18 0 3 0");
        assertThat(application.sets()).containsExactly("2026-03-02 17 1 0 1", "2026-03-02 18 1 0 1");
        assertThat(application.losses()).containsExactly("event 3");
    }

    private static TrackerBuilder node(TrackedApplication application, String format) {
        TrackerBuilder builder = new TrackerBuilder(EventCatalogue.parse("""
                service-ping-events 1
                event 17 package_pulled
                  property %s
                  property source 4 ui api pipeline
                  identifier user
                event 18 package_pushed
                  identifier user
                """.formatted(format)));
        builder.environment(Map.of()).dataSource(application.url.dataSource());
        builder.spool(application.folder).clock(application.now::get).flushEvery(Duration.ofDays(1));
        return builder;
    }

    @Test
    void withoutAGrantTheProblemNamesIt() {
        TrackedApplication application = new TrackedApplication(TestDatabase.POSTGRESQL, folder);
        application.builder().start().close();
        application.url.execute(
                "drop role if exists without_grant",
                "create role without_grant login password 'x'",
                "grant select on all tables in schema public to without_grant");
        TestDatabase.Url url = new TestDatabase.Url(application.url.jdbc(), "without_grant", "x");
        try (EventTracker tracker = application
                .builder(url.dataSource(), application.folder)
                .createSchema(false)
                .start()) {
            tracker.counter(30).add(0, 0, Who.user(1));
            assertThat(tracker.flush(TrackedApplication.LONG)).isFalse();
            assertThat(tracker.health().problem()).contains("grant", "42501");
        }
        application.url.execute("drop owned by without_grant", "drop role without_grant");
    }

    @ParameterizedTest
    @EnumSource
    void theIntervalFlushesWithoutBeingAsked(TestDatabase database) {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker tracker =
                application.builder().flushEvery(Duration.ofMillis(5)).start()) {
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            tracker.counter(30).add(0, 0, Who.user(1));
            while (application.daily().isEmpty()) {
                Thread.onSpinWait();
            }
        }
        assertThat(application.daily()).containsExactly("2026-03-04 30 0 1 0");
    }

    private static void call(Counter counter, Who known, Who[] others) {
        for (int i = 0; i < others.length; i++) {
            counter.add(i % 16, i, known);
            counter.add(i % 16, i, Who.anonymous());
            counter.add(i % 16, 0, others[i]);
        }
    }

    private static final class NoDatabase extends AbstractDataSource {
        @Override
        public Connection getConnection() throws SQLException {
            throw new SQLException("off must not connect");
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            throw new SQLException("off must not connect");
        }
    }
}
