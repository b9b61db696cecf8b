package io.serviceping.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No identifier is stored, and everything can be switched off. */
class PrivacyTest {
    @TempDir
    private Path folder;

    @Test
    void aStrictTrackerThrowsAndShowsNoValue() {
        TrackedApplication application = new TrackedApplication(TestDatabase.H2, folder);
        try (EventTracker tracker = application.builder().strict(true).start()) {
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
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker tracker = application.builder().start()) {
            Counter pulled = tracker.counter(17);
            pulled.add(16, 0, Who.anonymous());
            pulled.add(-1, 0, Who.anonymous());
            pulled.add(0, -1, Who.anonymous());
            pulled.add(0, 1_000_000_000_001L, Who.anonymous().group(5));
            assertThat(tracker.health().lost()).isEqualTo(Map.of("value", 2L, "sum", 2L, "member", 1L));
        }

        assertThat(application.daily()).containsExactly("2026-03-04 17 0 2 0", "2026-03-04 17 15 2 0");
        assertThat(application.losses()).containsExactly("member 1", "sum 2", "value 2");
    }

    @ParameterizedTest
    @EnumSource
    void aForgottenPersonHasNoMemberAndCanComeBack(TestDatabase database) {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker tracker = application.builder().start()) {
            for (int event : new int[] {17, 18, 30}) {
                tracker.counter(event).add(0, 0, Who.user(1));
                tracker.counter(event).add(0, 0, Who.user("1"));
            }
            assertThat(tracker.forget(Kind.USER, 1)).isTrue();
            assertThat(application.rows("select count(*) from product_event_member"))
                    .containsExactly("3");
            assertThat(tracker.forget(Kind.USER, "1")).isTrue();
            assertThat(application.sets()).isEmpty();
            tracker.counter(30).add(0, 0, Who.user(1));
        }

        assertThat(application.sets()).containsExactly("2026-03-02 30 1 0 1");
        assertThat(application.rows("select sum(total) from product_event_daily"))
                .containsExactly("7");
    }

    /** Also what a process counted that died before a flush. */
    @ParameterizedTest
    @EnumSource
    void aPersonIsForgottenWhileCountingIsOff(TestDatabase database) throws IOException {
        TrackedApplication application = new TrackedApplication(database, folder);
        Path key = folder.resolve("key");
        application.builder().memberKey(key).start().close();
        EventTracker died = application
                .builder()
                .memberKey(key)
                .spool(folder.resolve("died"))
                .start();
        died.counter(30).add(0, 0, Who.user(1));
        assertThat(died.flush(TrackedApplication.LONG)).isTrue();
        died.counter(17).add(0, 0, Who.user(1).project(7));
        application.advance(Duration.ofDays(7));
        died.counter(30).add(0, 0, Who.user("1"));
        for (Path file : files(folder.resolve("died"))) {
            Files.copy(file, application.folder.resolve("dead" + file.getFileName()));
        }

        try (EventTracker off = application
                .builder()
                .environment(Map.of("DO_NOT_TRACK", "1"))
                .memberKey(key)
                .start()) {
            assertThat(off.forget(Kind.USER, 1)).isTrue();
            assertThat(application.sets()).containsExactly("2026-03-02 17 2 0 1", "2026-03-09 30 1 0 1");
        }
        try (EventTracker off =
                application.builder().memberKey(key).counting(false).start()) {
            assertThat(off.forget(Kind.USER, "1")).isTrue();
            assertThat(off.forget(Kind.PROJECT, 7)).isTrue();
            assertThat(off.health().counting()).isFalse();
        }
        assertThat(application.sets()).isEmpty();
        assertThat(application.daily()).hasSize(3);
    }

    @Test
    void whatCannotBeForgottenIsNotCalledForgotten() {
        TrackedApplication application = new TrackedApplication(TestDatabase.H2, folder);
        try (EventTracker off =
                application.builder().createSchema(false).counting(false).start()) {
            assertThat(off.forget(Kind.USER, 1)).isFalse();
        }
        assertThat(EventTracker.off().forget(Kind.USER, 1)).isFalse();
    }

    /** The newer catalogue lacks an event, an identifier of another, and the union of a third. */
    @ParameterizedTest
    @EnumSource
    void aForgottenPersonHasNoMemberOfAnOlderCatalogue(TestDatabase database) {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker tracker = application.builder().start()) {
            for (int event : new int[] {17, 18, 30}) {
                tracker.counter(event).add(0, 0, Who.user(1));
            }
        }
        EventCatalogue newer = EventCatalogue.parse(
                "service-ping-events 1\nevent 18 package_pushed\n identifier user\nevent 30 page_opened\n");
        try (EventTracker tracker = application.builder(newer).start()) {
            assertThat(tracker.forget(Kind.USER, 1)).isTrue();
        }

        assertThat(application.sets()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void theAdminSwitchesOffAllOrACategory(TestDatabase database) {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker tracker = application.builder().start()) {
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            application.url.execute(
                    "insert into product_event_switch (counting, off_categories) values (true, 'Operational; operational,')");
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            tracker.counter(30).add(0, 0, Who.user(1));
            tracker.counter(18).add(0, 0, Who.user(1));
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            application.url.execute("update product_event_switch set counting = false, off_categories = ''");
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            assertThat(tracker.health().counting()).isFalse();
            tracker.counter(18).add(0, 0, Who.user(2));
            application.url.execute("update product_event_switch set counting = true");
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            tracker.counter(30).add(0, 0, Who.user(1));
        }

        assertThat(application.daily()).containsExactly("2026-03-04 18 0 1 0", "2026-03-04 30 0 1 0");
        assertThat(application.sets()).containsExactly("2026-03-02 18 1 0 1", "2026-03-02 30 1 0 1");
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
        TrackedApplication application = new TrackedApplication(database, folder);
        Path key = folder.resolve("key");
        for (String node : List.of("a", "b")) {
            try (EventTracker tracker = application
                    .builder(application.url.dataSource(), folder.resolve(node))
                    .memberKey(key)
                    .start()) {
                tracker.counter(30).add(0, 0, Who.user(1));
            }
        }

        assertThat(application.sets()).containsExactly("2026-03-02 30 1 0 1");
        assertThat(application.rows("select count(distinct member_key) from product_event_spool"))
                .containsExactly("1");
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
