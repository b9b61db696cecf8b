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
        EventSite site = new EventSite(database, folder);
        for (int flushes = 0; flushes < 3; flushes++) {
            Path backup = folder.resolve("backup-" + flushes);
            asProcess("first-" + flushes);
            try (EventTracker tracker = site.builder().start()) {
                EventSite.count(tracker, 1);
                assertThat(tracker.flush(EventSite.LONG)).isTrue();
                EventSite.count(tracker, 2);
                FileSystemUtils.copyRecursively(site.folder, backup);
                for (int i = 0; i < flushes; i++) {
                    EventSite.count(tracker, 3);
                    assertThat(tracker.flush(EventSite.LONG)).isTrue();
                }
            }
            restored(site, backup);
            assertThat(site.losses()).containsExactly("spool " + (flushes + 1));
        }

        // In each round 1 + 2, and 3 for each further flush.
        assertThat(site.daily()).containsExactly("2026-03-04 30 0 18 0");
        assertThat(site.rows(CLOSED)).containsExactly("0");
    }

    @ParameterizedTest
    @EnumSource
    void aCopyOfWhatTheDatabaseHasNotIsWrittenOnce(TestDatabase database) throws IOException {
        EventSite site = new EventSite(database, folder);
        Path backup = folder.resolve("backup");
        asProcess("first");
        EventTracker tracker = site.start(EventSite.CATALOGUE);
        EventSite.count(tracker, 2);
        FileSystemUtils.copyRecursively(site.folder, backup);
        restored(site, backup);
        assertThat(site.losses()).isEmpty();
        assertThat(site.daily()).containsExactly("2026-03-04 30 0 2 0");

        // The process lives on without its files, in memory that others have written.
        tracker.close();
        assertThat(site.losses()).containsExactly("spool 1");
        assertThat(site.daily()).containsExactly("2026-03-04 30 0 2 0");
    }

    @ParameterizedTest
    @EnumSource
    void aSpoolThatIsSetBackInUseIsRefusedAndReplaced(TestDatabase database) throws IOException {
        EventSite site = new EventSite(database, folder);
        try (EventTracker tracker = site.builder().start()) {
            EventSite.count(tracker, 1);
            assertThat(tracker.flush(EventSite.LONG)).isTrue();
            Path spool = EventSite.spools(site.folder).get(0);
            byte[] before = Files.readAllBytes(spool);
            EventSite.count(tracker, 2);
            assertThat(tracker.flush(EventSite.LONG)).isTrue();
            Files.write(spool, before, StandardOpenOption.WRITE);
            EventSite.count(tracker, 4);
            assertThat(tracker.flush(EventSite.LONG)).isTrue();
            EventSite.count(tracker, 8);
            assertThat(tracker.flush(EventSite.LONG)).isTrue();
            assertThat(tracker.health().lost()).isEqualTo(Map.of("spool", 1L));
        }

        // The 4 cannot be told from the 2.
        assertThat(site.daily()).containsExactly("2026-03-04 30 0 11 0");
        assertThat(site.losses()).containsExactly("spool 1");
    }

    /** Puts the copied files back, as those of a dead process, and starts another. */
    private static void restored(EventSite site, Path backup) throws IOException {
        FileSystemUtils.deleteRecursively(site.folder);
        FileSystemUtils.copyRecursively(backup, site.folder);
        Files.setPosixFilePermissions(
                site.folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
        asProcess("next");
        try (EventTracker next = site.start(EventSite.CATALOGUE)) {
            assertThat(next.flush(EventSite.LONG)).isTrue();
            assertThat(EventSite.spools(site.folder)).hasSize(1);
        }
    }

    private static void asProcess(String name) {
        System.setProperty(PROCESS, name);
    }
}
