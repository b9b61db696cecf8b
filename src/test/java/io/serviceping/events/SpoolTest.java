package io.serviceping.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.util.FileSystemUtils;

/** The spool folder, its files, and what happens when they cannot be used. */
class SpoolTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void aDeadSpoolIsWrittenByTheNextProcess(TestDatabase database) throws IOException {
        TrackedApplication application = new TrackedApplication(database, folder);
        Path dead = died(application);
        try (EventTracker tracker = application.builder().start()) {
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            assertThat(dead).doesNotExist();
        }

        assertThat(application.daily()).containsExactly("2026-03-04 30 0 3 0");
        assertThat(application.sets()).containsExactly("2026-03-02 30 1 0 3");
    }

    @ParameterizedTest
    @EnumSource
    void aCutSpoolIsSetAsideAndCountedAsALoss(TestDatabase database) throws IOException {
        TrackedApplication application = new TrackedApplication(database, folder);
        Path dead = died(application);
        cut(dead, 5000);
        Path begun = Files.createFile(application.folder.resolve("begun-1.spool"));
        try (EventTracker tracker = application.builder().start()) {
            tracker.counter(30).add(0, 0, Who.anonymous());
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            assertThat(tracker.health().lost()).isEqualTo(Map.of("spool", 1L));
        }

        assertThat(dead).doesNotExist();
        assertThat(begun).doesNotExist();
        assertThat(dead.resolveSibling(dead.getFileName() + ".damaged")).exists();
        assertThat(application.daily()).containsExactly("2026-03-04 30 0 1 0");
        assertThat(application.losses()).containsExactly("spool 1");
    }

    /** The memory behind a cut file is gone: the JVM throws an InternalError. */
    @ParameterizedTest
    @EnumSource
    void aSpoolThatIsCutInUseThrowsNothingAndIsReplaced(TestDatabase database) throws IOException {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker tracker = application.builder().start()) {
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            // Compiled after some thousand calls.
            TrackedApplication.count(tracker, 20_000);
            cut(TrackedApplication.spools(application.folder).get(0), 0);
            TrackedApplication.count(tracker, 1000);
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            tracker.counter(30).add(0, 0, Who.user(1));
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            assertThat(tracker.health().lost()).isEqualTo(Map.of("spool", 1L));
            assertThat(tracker.health().durability()).isEqualTo("file");
        }

        assertThat(application.losses()).containsExactly("spool 1");
        assertThat(Integer.parseInt(application
                        .rows("select sum(total) from product_event_daily")
                        .get(0)))
                .isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void wrongCallsThrowNothingWhenTheSpoolIsCut(TestDatabase database) throws IOException {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker tracker = application.start(TrackedApplication.CATALOGUE)) {
            for (int call = 0; call < 21_000; call++) {
                if (call == 20_000) {
                    cut(TrackedApplication.spools(application.folder).get(0), 0);
                }
                tracker.counter(17).addValues(0, Who.anonymous(), "npm", "nowhere");
                tracker.counter(99).add(0, 0, Who.anonymous());
            }
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            assertThat(tracker.health().lost()).containsEntry("spool", 1L);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatADeletedSpoolHeldIsStillWritten(TestDatabase database) throws IOException {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker tracker = application.builder().start()) {
            tracker.counter(30).add(0, 0, Who.user(1));
            Files.delete(TrackedApplication.spools(application.folder).get(0));
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            assertThat(TrackedApplication.spools(application.folder)).hasSize(1);
            tracker.counter(30).add(0, 0, Who.user(2));
        }

        assertThat(application.daily()).containsExactly("2026-03-04 30 0 2 0");
        assertThat(application.sets()).containsExactly("2026-03-02 30 1 0 2");
        assertThat(application.losses()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aFolderThatIsThrownAwayLosesNothingWhileTheProcessLives(TestDatabase database) throws IOException {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker tracker = application.builder().start()) {
            tracker.counter(30).add(0, 0, Who.user(1));
            FileSystemUtils.deleteRecursively(application.folder);
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            tracker.counter(30).add(0, 0, Who.user(2));
            assertThat(tracker.health().durability()).isEqualTo("memory");
        }

        assertThat(application.daily()).containsExactly("2026-03-04 30 0 2 0");
        assertThat(application.rows("select durability from product_event_spool order by 1"))
                .containsExactly("file", "memory");
    }

    @ParameterizedTest
    @EnumSource
    void noCellLosesACallWhileFilesAndThenTheFolderAreThrownAway(TestDatabase database) throws Exception {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker tracker = application.start(TrackedApplication.CATALOGUE)) {
            PacedCalls calls = new PacedCalls(tracker, 2);
            try (calls) {
                for (int files = 0; files < 5; files++) {
                    calls.await(50);
                    Files.delete(TrackedApplication.spools(application.folder).get(0));
                    calls.await(50);
                    assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
                }
                FileSystemUtils.deleteRecursively(application.folder);
                calls.await(50);
                assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
                calls.await(50);
            }
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            assertThat(application.daily()).isEqualTo(calls.daily("2026-03-04"));
            assertThat(application.sets()).isEqualTo(calls.sets("2026-03-02"));
            assertThat(application.losses()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutAFolderEventsAreCountedInMemoryAndTheLedgerHasThat(TestDatabase database) throws IOException {
        TrackedApplication application = new TrackedApplication(database, folder);
        Path file = Files.createFile(folder.resolve("file"));
        try (EventTracker tracker = application
                .builder(application.url.dataSource(), file.resolve("below"))
                .start()) {
            tracker.counter(30).add(0, 0, Who.user(1));
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            assertThat(tracker.health().durability()).isEqualTo("memory");
            assertThat(tracker.health().problem()).isNotEmpty();
        }

        assertThat(application.daily()).containsExactly("2026-03-04 30 0 1 0");
        assertThat(application.rows("select durability from product_event_spool"))
                .containsExactly("memory");
    }

    @Test
    void aFolderThatOthersMayReadIsNotUsed() throws IOException {
        TrackedApplication application = new TrackedApplication(TestDatabase.H2, folder);
        Files.createDirectory(application.folder);
        Files.setPosixFilePermissions(application.folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (EventTracker tracker = application.builder().start()) {
            assertThat(tracker.health().durability()).isEqualTo("memory");
            assertThat(tracker.health().problem()).contains("chmod 700");
        }
    }

    @Test
    void filesAreForTheirOwnerAlone() throws IOException {
        TrackedApplication application = new TrackedApplication(TestDatabase.H2, folder);
        try (EventTracker tracker = application.builder().start()) {
            assertThat(tracker.health().durability()).isEqualTo("file");
            assertThat(Files.getPosixFilePermissions(application.folder))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
            try (Stream<Path> files = Files.list(application.folder)) {
                assertThat(files)
                        .hasSize(2)
                        .allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                                .isEqualTo(PosixFilePermissions.fromString("rw-------")));
            }
        }
    }

    /** The file of a process that counted three events, and died before it wrote them. */
    private static Path died(TrackedApplication application) throws IOException {
        Path elsewhere = application.folder.resolveSibling("elsewhere");
        EventTracker tracker =
                application.builder(application.url.dataSource(), elsewhere).start();
        tracker.flush(TrackedApplication.LONG);
        TrackedApplication.count(tracker, 3);
        Files.createDirectory(application.folder, SpoolFolder.ownerOnly(folderOf(application), "rwx------"));
        Path living = TrackedApplication.spools(elsewhere).get(0);
        Path dead = Files.copy(living, application.folder.resolve("dead" + living.getFileName()));
        Files.copy(elsewhere.resolve("member-key"), application.folder.resolve("member-key"));
        return dead;
    }

    private static Path folderOf(TrackedApplication application) {
        return application.folder.toAbsolutePath();
    }

    private static void cut(Path file, int bytes) throws IOException {
        try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
            cut.setLength(bytes);
        }
    }
}
