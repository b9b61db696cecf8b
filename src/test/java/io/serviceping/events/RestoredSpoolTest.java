package io.serviceping.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.util.FileSystemUtils;

/** A spool folder that comes back as it was before, from a backup or with a virtual machine that was set back. */
class RestoredSpoolTest {
    private static final String PROCESS = "io.serviceping.events.process";
    private static final String CLOSED = "select count(*) from product_event_spool where not closed";

    @TempDir
    private Path folder;

    private final String process = SpoolFolder.processName();

    @AfterEach
    void isItselfAgain() {
        System.setProperty(PROCESS, process);
    }

    @ParameterizedTest
    @EnumSource
    void aCopyThatIsOlderThanTheLedgerIsRefusedAndNoted(TestDatabase database) throws IOException {
        TrackedApplication application = new TrackedApplication(database, folder);
        for (int flushes = 0; flushes < 3; flushes++) {
            Path backup = folder.resolve("backup-" + flushes);
            asProcess("first-" + flushes);
            try (EventTracker tracker = application.builder().start()) {
                TrackedApplication.count(tracker, 1);
                assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
                TrackedApplication.count(tracker, 2);
                FileSystemUtils.copyRecursively(application.folder, backup);
                for (int i = 0; i < flushes; i++) {
                    TrackedApplication.count(tracker, 3);
                    assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
                }
            }
            restored(application, backup);
            assertThat(application.losses()).containsExactly("spool " + (flushes + 1));
        }

        // In each round 1 + 2, and 3 for each further flush.
        assertThat(application.daily()).containsExactly("2026-03-04 30 0 18 0");
        assertThat(application.rows(CLOSED)).containsExactly("0");
    }

    @ParameterizedTest
    @EnumSource
    void aCopyOfWhatTheDatabaseHasNotIsWrittenOnce(TestDatabase database) throws IOException {
        TrackedApplication application = new TrackedApplication(database, folder);
        Path backup = folder.resolve("backup");
        asProcess("first");
        EventTracker tracker = application.start(TrackedApplication.CATALOGUE);
        TrackedApplication.count(tracker, 2);
        FileSystemUtils.copyRecursively(application.folder, backup);
        restored(application, backup);
        assertThat(application.losses()).isEmpty();
        assertThat(application.daily()).containsExactly("2026-03-04 30 0 2 0");

        // The process lives on without its files, in memory that others have written.
        tracker.close();
        assertThat(application.losses()).containsExactly("spool 1");
        assertThat(application.daily()).containsExactly("2026-03-04 30 0 2 0");
    }

    @ParameterizedTest
    @EnumSource
    void aSpoolThatIsSetBackInUseIsRefusedAndReplaced(TestDatabase database) throws IOException {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker tracker = application.builder().start()) {
            TrackedApplication.count(tracker, 1);
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            Path spool = TrackedApplication.spools(application.folder).get(0);
            byte[] before = Files.readAllBytes(spool);
            TrackedApplication.count(tracker, 2);
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            Files.write(spool, before, StandardOpenOption.WRITE);
            TrackedApplication.count(tracker, 4);
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            TrackedApplication.count(tracker, 8);
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            assertThat(tracker.health().lost()).isEqualTo(Map.of("spool", 1L));
        }

        // The 4 cannot be told from the 2.
        assertThat(application.daily()).containsExactly("2026-03-04 30 0 11 0");
        assertThat(application.losses()).containsExactly("spool 1");
    }

    /** Puts the copied files back, as those of a dead process, and starts another. */
    private static void restored(TrackedApplication application, Path backup) throws IOException {
        FileSystemUtils.deleteRecursively(application.folder);
        FileSystemUtils.copyRecursively(backup, application.folder);
        Files.setPosixFilePermissions(
                application.folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
        asProcess("next");
        try (EventTracker next = application.start(TrackedApplication.CATALOGUE)) {
            assertThat(next.flush(TrackedApplication.LONG)).isTrue();
            assertThat(TrackedApplication.spools(application.folder)).hasSize(1);
        }
    }

    private static void asProcess(String name) {
        System.setProperty(PROCESS, name);
    }
}
