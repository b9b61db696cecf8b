package io.serviceping.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** No identifier is stored, and everything can be switched off. */
class PrivacyTest {
    private static final List<String> TABLES = List.of(
            "product_event",
            "product_event_cell",
            "product_event_daily",
            "product_event_member",
            "product_event_spool",
            "product_event_loss",
            "(select in_week, event, kind, cell, estimate from product_event_sketch) sketch",
            "product_event_switch",
            "product_event_usage",
            "product_event_unique");

    @TempDir
    private Path folder;

    /** Each value is given as a text and as a number to each parameter that takes one. */
    @ParameterizedTest
    @EnumSource
    void personalValuesAreInNoFileNoTableNoLogAndNoMessage(TestDatabase database) throws IOException {
        EventSite site = new EventSite(database, folder);
        List<String> personal = IntStream.range(0, 200)
                .mapToObj(i -> "anna.%d@example.org".formatted(1_000_003L * i + 900_000_000_000L))
                .toList();
        StringBuilder shown = new StringBuilder();
        Queue<String> logged = new ConcurrentLinkedQueue<>();
        Logger logger = Logger.getLogger(EventTracker.class.getName());
        Handler log = new Lines(logged);
        logger.addHandler(log);
        try (EventTracker tracker = site.builder(new Talkative(site, personal), site.folder)
                        .membersPerSet(150)
                        .start();
                EventTracker strict = site.builder().strict(true).start()) {
            for (String value : personal) {
                long id = Long.parseLong(value.replaceAll("\\D", ""));
                tracker.counter(17).add(0, 0, Who.user(value).and(Kind.PROJECT, value));
                tracker.counter(17).add(0, 0, Who.user(id).project(id).group(id).and(Kind.ORGANIZATION, value));
                tracker.counter(17).add((int) id, id, Who.anonymous());
                tracker.counter(17).addValues(id, Who.anonymous(), value, value);
                tracker.counter(17).addValues(1, Who.anonymous(), value);
                tracker.counter(value).addValues(1, Who.user(value), value);
                tracker.counter((int) id).add((int) id, id, Who.user(id));
                shown.append(Who.user(value).project(id));
                for (Runnable wrong : List.<Runnable>of(
                        () -> strict.counter(value),
                        () -> strict.counter((int) id),
                        () -> strict.counter(17).addValues(id, Who.user(id), value, "ui"),
                        () -> strict.counter(17).add((int) id, -id, Who.user(value)),
                        () -> strict.counter(17).add(0, 0, Who.user(value).group(id)))) {
                    shown.append(catchThrowable(wrong::run));
                }
            }
            while (!tracker.flush(EventSite.LONG)) {
                shown.append(tracker.health());
            }
            assertThat(tracker.forget(Kind.USER, personal.get(0))).isTrue();
            shown.append(tracker.health()).append(strict.health());
            for (Path file : files(site.folder)) {
                shown.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        } finally {
            logger.removeHandler(log);
        }
        shown.append(logged);
        TABLES.forEach(table -> shown.append(site.rows("select * from " + table)));

        assertThat(shown).contains("SQL state 23505", "java.lang.IllegalStateException", "Events are written again");
        assertThat(personal)
                .allSatisfy(
                        value -> assertThat(shown).doesNotContain(value).doesNotContain(value.replaceAll("\\D", "")));
        assertThat(site.losses()).contains("event 400");
    }

    /** A database that shows in its first messages what it was told. */
    private static final class Talkative extends DelegatingDataSource {
        private final List<String> values;
        private int connections;

        Talkative(EventSite site, List<String> values) {
            super(site.url.dataSource());
            this.values = values;
        }

        @Override
        public Connection getConnection() throws SQLException {
            connections++;
            if (connections <= 21) {
                throw new SQLException("Duplicate key " + values, "23505");
            }
            if (connections == 22) {
                throw new IllegalStateException("No connection for " + values);
            }
            return super.getConnection();
        }
    }

    private static final class Lines extends Handler {
        private final Queue<String> lines;

        Lines(Queue<String> lines) {
            this.lines = lines;
        }

        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage() + line.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void aStrictTrackerThrowsAndShowsNoValue() {
        EventSite site = new EventSite(TestDatabase.H2, folder);
        try (EventTracker tracker = site.builder().strict(true).start()) {
            Counter pulled = tracker.counter(17);
            assertThatThrownBy(() -> tracker.counter("anna")).hasMessage("The catalogue does not have this event.");
            assertThatThrownBy(() -> pulled.addValues(0, Who.anonymous(), "anna", "ui"))
                    .hasMessage("package_pulled has other properties or values");
            assertThatThrownBy(() -> pulled.add(16, 0, Who.anonymous())).hasMessage("package_pulled has no cell 16");
            assertThatThrownBy(() -> pulled.add(0, -1, Who.anonymous())).hasMessageContaining("no such sum");
            assertThatThrownBy(() -> pulled.add(0, 0, Who.anonymous().group(5)))
                    .hasMessage("package_pulled has no identifier GROUP");
        }
    }

    @ParameterizedTest
    @EnumSource
    void wrongCallsAreCountedInProduction(TestDatabase database) {
        EventSite site = new EventSite(database, folder);
        try (EventTracker tracker = site.builder().start()) {
            Counter pulled = tracker.counter(17);
            pulled.add(16, 0, Who.anonymous());
            pulled.add(-1, 0, Who.anonymous());
            pulled.add(0, -1, Who.anonymous());
            pulled.add(0, 1_000_000_000_001L, Who.anonymous().group(5));
            assertThat(tracker.health().lost()).isEqualTo(Map.of("value", 2L, "sum", 2L));
        }

        assertThat(site.daily()).containsExactly("2026-03-04 17 0 2 0", "2026-03-04 17 15 2 0");
        assertThat(site.losses()).containsExactly("sum 2", "value 2");
    }

    @ParameterizedTest
    @EnumSource
    void aForgottenPersonHasNoMemberAndCanComeBack(TestDatabase database) {
        EventSite site = new EventSite(database, folder);
        try (EventTracker tracker = site.builder().start()) {
            for (int event : new int[] {17, 18, 30}) {
                tracker.counter(event).add(0, 0, Who.user(1));
                tracker.counter(event).add(0, 0, Who.user("1"));
            }
            assertThat(tracker.forget(Kind.USER, 1)).isTrue();
            assertThat(site.rows("select count(*) from product_event_member")).containsExactly("3");
            assertThat(tracker.forget(Kind.USER, "1")).isTrue();
            assertThat(site.sets()).isEmpty();
            tracker.counter(30).add(0, 0, Who.user(1));
        }

        assertThat(site.sets()).containsExactly("2026-03-02 30 1 0 1");
        assertThat(site.rows("select sum(total) from product_event_daily")).containsExactly("7");
    }

    /** The newer catalogue lacks an event, an identifier of another, and the union of a third. */
    @ParameterizedTest
    @EnumSource
    void aForgottenPersonHasNoMemberOfAnOlderCatalogue(TestDatabase database) {
        EventSite site = new EventSite(database, folder);
        try (EventTracker tracker = site.builder().start()) {
            for (int event : new int[] {17, 18, 30}) {
                tracker.counter(event).add(0, 0, Who.user(1));
            }
        }
        EventCatalogue newer = EventCatalogue.parse(
                "service-ping-events 1\nevent 18 package_pushed\n identifier user\nevent 30 page_opened\n");
        try (EventTracker tracker = site.builder(newer).start()) {
            assertThat(tracker.forget(Kind.USER, 1)).isTrue();
        }

        assertThat(site.sets()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void theAdminSwitchesOffAllOrACategory(TestDatabase database) {
        EventSite site = new EventSite(database, folder);
        try (EventTracker tracker = site.builder().start()) {
            assertThat(tracker.flush(EventSite.LONG)).isTrue();
            site.url.execute(
                    "insert into product_event_switch (counting, off_categories) values (true, 'operational, x')");
            assertThat(tracker.flush(EventSite.LONG)).isTrue();
            tracker.counter(30).add(0, 0, Who.user(1));
            tracker.counter(18).add(0, 0, Who.user(1));
            site.url.execute("update product_event_switch set counting = false, off_categories = ''");
            assertThat(tracker.flush(EventSite.LONG)).isTrue();
            assertThat(tracker.health().counting()).isFalse();
            tracker.counter(18).add(0, 0, Who.user(2));
            site.url.execute("update product_event_switch set counting = true");
            assertThat(tracker.flush(EventSite.LONG)).isTrue();
            tracker.counter(30).add(0, 0, Who.user(1));
        }

        assertThat(site.daily()).containsExactly("2026-03-04 18 0 1 0", "2026-03-04 30 0 1 0");
        assertThat(site.sets()).containsExactly("2026-03-02 18 1 0 1", "2026-03-02 30 1 0 1");
    }

    @Test
    void theKeyIsMadeOnce() throws IOException {
        Path file = folder.resolve("key");
        MemberKey key = MemberKey.of(file);

        assertThat(MemberKey.of(file)).isEqualTo(key);
        assertThat(key.toString()).doesNotContain(Long.toString(key.first()), Long.toHexString(key.first()));
        assertThat(files(folder)).containsExactly(file);
    }

    @ParameterizedTest
    @EnumSource
    void nodesWithOneKeyFileHaveEqualMembers(TestDatabase database) {
        EventSite site = new EventSite(database, folder);
        Path key = folder.resolve("key");
        for (String node : List.of("a", "b")) {
            try (EventTracker tracker = site.builder(site.url.dataSource(), folder.resolve(node))
                    .memberKey(key)
                    .start()) {
                tracker.counter(30).add(0, 0, Who.user(1));
            }
        }

        assertThat(site.sets()).containsExactly("2026-03-02 30 1 0 1");
        assertThat(site.rows("select count(distinct member_key) from product_event_spool"))
                .containsExactly("1");
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
