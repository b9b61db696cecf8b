package io.serviceping.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** An event of which a part changes keeps the meaning of what was counted, or becomes a counted loss. */
class ChangedDefinitionTest {
    private static final String EVENT = """
            event 1 pulled
              union packages
              property format 4 maven npm
              property source 4 ui api
              identifier user format
              identifier project
              sum bytes 100 By
            """;

    /** A part, its text, and another text. */
    private record Change(String part, String before, String after) {
        String event(int number, boolean changed) {
            String text = changed ? EVENT.replace(before, after) : EVENT;
            assertThat(changed && text.equals(EVENT)).as(part).isFalse();
            return text.replace("event 1 ", "event " + number + " ").replaceFirst("(pulled|fetched)", "$1_" + number);
        }
    }

    private static final List<Change> REFUSED = List.of(
            new Change("number", "event 1 ", "event 1001 "),
            new Change("name", " pulled", " fetched"),
            new Change("union", "union packages", "union others"),
            new Change("union", "  union packages\n", ""),
            new Change("properties", "  property source 4 ui api\n", ""),
            new Change("properties", "property source", "property origin"),
            new Change(
                    "properties",
                    "  property format 4 maven npm\n  property source 4 ui api\n",
                    "  property source 4 ui api\n  property format 4 maven npm\n"),
            new Change("properties", "  identifier project\n", "  identifier project\n  property size 2 small\n"),
            new Change("properties.format.room", "format 4", "format 8"),
            new Change("properties.format.values", "maven npm", "npm maven"),
            new Change("properties.source.values", "ui api", "api"),
            new Change("properties.source.values", "ui api", "ui cli api"),
            new Change("identifiers.user.by", "user format", "user source"),
            new Change("identifiers.user.by", "user format", "user"),
            new Change("identifiers.project.by", "project", "project format"),
            new Change("sum", "sum bytes", "sum files"),
            new Change("sum", "  sum bytes 100 By\n", ""),
            new Change("sum.unit", "By", "kBy"),
            new Change("sum.unit", " By", ""));

    private static final List<Change> ALLOWED = List.of(
            new Change("category", "  union", "  category operational\n  union"),
            new Change("properties", "maven npm", "maven npm pypi"),
            new Change("properties", "ui api", "ui"),
            new Change("identifiers", "  identifier project\n", ""),
            new Change("identifiers", "  identifier project\n", "  identifier project\n  identifier group\n"),
            new Change("sum", "100", "1000"),
            new Change("transactional", "  union", "  durability transaction\n  union"));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void whateverGivesStoredCountsAnotherMeaningIsRefused(TestDatabase database) {
        TrackedApplication application = new TrackedApplication(database, folder);
        count(application, catalogue(REFUSED, false));
        List<String> before = stored(application);

        String problem = count(application, catalogue(REFUSED, true));

        assertThat(stored(application)).isEqualTo(before);
        assertThat(application.losses()).containsExactly("event " + REFUSED.size());
        for (int i = 0; i < REFUSED.size(); i++) {
            int number = i == 0 ? 1001 : i + 1;
            assertThat(problem)
                    .contains("event " + number + " (" + REFUSED.get(i).part());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whateverKeepsTheMeaningIsCounted(TestDatabase database) {
        TrackedApplication application = new TrackedApplication(database, folder);
        count(application, catalogue(ALLOWED, false));

        assertThat(count(application, catalogue(ALLOWED, true))).isEmpty();

        // The definition without a project is given one.
        assertThat(application.losses()).containsExactly("member 1");
        assertThat(application.rows("select sum(total) from product_event_daily"))
                .containsExactly("" + 2 * ALLOWED.size());
    }

    /** A part that does not change the meaning of counts is a decision: it is among the allowed changes. */
    @Test
    void everyPartOfADefinitionIsAmongTheseChanges() {
        assertThat(Stream.concat(REFUSED.stream(), ALLOWED.stream())
                        .map(change -> change.part().replaceFirst("\\..*", "")))
                .containsAll(Arrays.stream(EventDefinition.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList());
    }

    /** The database has the values and identifiers of the newest definition, also if an older node counts after it. */
    @ParameterizedTest
    @EnumSource
    void anOlderNodeHidesNothingOfANewerOne(TestDatabase database) {
        TrackedApplication application = new TrackedApplication(database, folder);
        count(application, EVENT);
        assertThat(count(application, EVENT.replace("maven npm", "maven").replace("  identifier project\n", "")))
                .isEmpty();

        assertThat(count(application, EVENT.replace("maven npm", "maven pypi"))).contains("properties.format.values");
        assertThat(count(application, EVENT.replace("project", "project source")))
                .contains("identifiers.project.by");
        assertThat(application.rows("select properties from product_event_cell where cell = 4"))
                .containsExactly("format=npm source=ui");
        assertThat(application.losses()).containsExactly("event 2", "member 1");
    }

    /** Nothing was stored when both processes started. Whoever writes first decides; the other one's events are lost, not mixed. */
    @ParameterizedTest
    @EnumSource
    void aDeadProcessOfAnotherDefinitionIsNotMixedIn(TestDatabase database) throws IOException {
        TrackedApplication application = new TrackedApplication(database, folder);
        Path dead = folder.resolve("dead");
        EventTracker died = application.builder(parsed(EVENT)).spool(dead).start();
        assertThat(died.flush(TrackedApplication.LONG)).isTrue();
        try (EventTracker tracker = application
                .builder(parsed(EVENT.replace("user format", "user source")))
                .start()) {
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            died.counter(1).add(1, 7, Who.user(1));
            try (Stream<Path> files = Files.list(dead)) {
                for (Path file :
                        files.filter(one -> one.toString().endsWith(".spool")).toList()) {
                    Files.copy(file, application.folder.resolve("dead" + file.getFileName()));
                }
            }
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            tracker.counter(1).add(1, 5, Who.user(1));
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            assertThat(tracker.health().problem()).contains("identifiers.user.by");
        }

        assertThat(application.daily()).containsExactly("2026-03-04 1 1 1 7");
        assertThat(application.sets()).containsExactly("2026-03-02 1 1 0 1");
        assertThat(application.losses()).containsExactly("event 1");
    }

    /** One has written the event and not committed it when the other, which does not see it, begins to write its own. */
    @ParameterizedTest
    @EnumSource
    void ofTwoNodesThatFlushANewEventAtOnceOneCounts(TestDatabase database) throws Exception {
        TrackedApplication application = new TrackedApplication(database, folder);
        application.builder().start().close();
        // Without a row in the ledger, H2 lets both begin.
        application.url.execute("delete from product_event_spool");
        CountDownLatch atCommit = new CountDownLatch(1);
        CountDownLatch writing = new CountDownLatch(1);
        Outage first = new Outage(hooked(application.url.dataSource(), (method, sql) -> {
            if (method.equals("commit")) {
                atCommit.countDown();
                writing.await();
            }
        }));
        Outage second = new Outage(hooked(application.url.dataSource(), (method, sql) -> {
            if (sql.contains("into product_event ")) {
                writing.countDown();
            }
        }));
        try (EventTracker one = counted(application, first, EVENT);
                EventTracker other = counted(application, second, EVENT.replace("user format", "user source"))) {
            first.end();
            Thread flush = new Thread(
                    () -> assertThat(one.flush(TrackedApplication.LONG)).isTrue());
            flush.start();
            atCommit.await();
            second.end();
            assertThat(other.flush(TrackedApplication.LONG)).isTrue();
            flush.join();

            assertThat(one.health().problem()).isEmpty();
            assertThat(other.health().problem()).contains("identifiers.user.by");
        }
        assertThat(application.daily()).containsExactly("2026-03-04 1 1 1 7");
        assertThat(application.sets()).containsExactly("2026-03-02 1 1 0 1");
        assertThat(application.losses()).containsExactly("event 1");
    }

    /** A node of its own that has counted, and has not reached the database yet. */
    private EventTracker counted(TrackedApplication application, Outage database, String event) {
        database.begin();
        EventTracker tracker = application
                .builder(parsed(event))
                .dataSource(database)
                .spool(folder.resolve("node-" + event.hashCode()))
                .createSchema(false)
                .start();
        assertThat(tracker.flush(TrackedApplication.LONG)).isFalse();
        tracker.counter(1).add(1, 7, Who.user(1));
        return tracker;
    }

    private interface Hook {
        void before(String method, String sql) throws InterruptedException;
    }

    private static DataSource hooked(DataSource database, Hook hook) {
        return new DelegatingDataSource(database) {
            @Override
            public Connection getConnection() throws SQLException {
                Connection connection = super.getConnection();
                return (Connection) Proxy.newProxyInstance(
                        Hook.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                            hook.before(
                                    method.getName(),
                                    arguments != null && arguments[0] instanceof String sql ? sql : "");
                            try {
                                return method.invoke(connection, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
            }
        };
    }

    private static String catalogue(List<Change> changes, boolean changed) {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            events.add(changes.get(i).event(i + 1, changed));
        }
        return events.stream().collect(Collectors.joining());
    }

    /** Counts each event once, in a process of its own, and returns what is wrong. */
    private static String count(TrackedApplication application, String events) {
        EventCatalogue catalogue = parsed(events);
        try (EventTracker tracker = application.builder(catalogue).start()) {
            catalogue
                    .events()
                    .forEach(event -> tracker.counter(event.number())
                            .add(1, 0, Who.user(1).project(2)));
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            return tracker.health().problem();
        }
    }

    private static EventCatalogue parsed(String events) {
        return EventCatalogue.parse(EventCatalogue.HEADER + "\n" + events);
    }

    private static List<String> stored(TrackedApplication application) {
        List<String> stored = new ArrayList<>(application.daily());
        stored.addAll(application.sets());
        stored.addAll(application.rows("select number, name, definition from product_event order by 1"));
        return stored;
    }
}
