package io.serviceping.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.SmallDisk;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The disk of the spool folder is full, on a file system of its own. */
@EnabledOnOs(OS.LINUX)
class FullSpoolDiskTest {
    private static final int CELLS = 16;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void aDiskWithoutRoomAtTheStartMeansMemoryAndIsSaidEverywhere(TestDatabase database) throws Exception {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 1)) {
            Path spool = disk.path().resolve("spool");
            try (EventTracker tracker =
                    application.builder(application.url.dataSource(), spool).start()) {
                TrackedApplication.count(tracker, 1000);
                assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
                assertThat(tracker.health().durability()).isEqualTo("memory");
                assertThat(tracker.health().problem()).contains("counted in memory", "No space left on device");
                assertThat(names(spool)).containsExactly("member-key");
            }
            disk.fill();
            Path another = disk.path().resolve("another");
            Files.createDirectory(another, SpoolFolder.ownerOnly(another, "rwx------"));
            try (EventTracker tracker =
                    application.builder(application.url.dataSource(), another).start()) {
                TrackedApplication.count(tracker, 1000);
                assertThat(tracker.health().durability()).isEqualTo("memory");
                assertThat(names(another)).isEmpty();
            }
        }

        assertThat(application.daily()).containsExactly("2026-03-04 30 0 2000 0");
        assertThat(application.losses()).isEmpty();
        assertThat(application.rows("select durability from product_event_spool"))
                .containsExactly("memory", "memory");
    }

    /** The file was written full of zeros: it needs no more room. */
    @ParameterizedTest
    @EnumSource
    void aDiskThatIsFullAfterTheStartLosesNothing(TestDatabase database) throws Exception {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 16)) {
            Path spool = disk.path().resolve("spool");
            Outage outage = new Outage(application.url.dataSource());
            try (EventTracker tracker = application.builder(outage, spool).start()) {
                assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
                disk.fill();
                outage.begin();
                for (int day = 0; day < 4; day++) {
                    TrackedApplication.count(tracker, 1000);
                    for (int cell = 0; cell < CELLS; cell++) {
                        tracker.counter(17).add(cell, cell, Who.anonymous());
                    }
                    assertThat(tracker.flush(TrackedApplication.LONG)).isFalse();
                    application.advance(Duration.ofDays(1));
                }
                assertThat(tracker.health().lost()).isEmpty();
                outage.end();
                assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
                assertThat(tracker.health().durability()).isEqualTo("file");
            }
        }

        assertThat(application.daily())
                .containsExactlyElementsOf(IntStream.range(4, 8)
                        .mapToObj(day -> "2026-03-0" + day)
                        .flatMap(day -> Stream.concat(
                                IntStream.range(0, CELLS).mapToObj(cell -> day + " 17 " + cell + " 1 " + cell),
                                Stream.of(day + " 30 0 1000 0")))
                        .toList());
        assertThat(application.sets()).containsExactly("2026-03-02 30 1 0 1000");
        assertThat(application.losses()).isEmpty();
    }

    private static List<String> names(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }
}
