package io.serviceping.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.Soak;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.h2.tools.Server;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process halts before or after a statement, a commit or the end of its flush; the next one halts at the same point, which
 * may be in the recovery of the first. All calls had returned: all are counted, once.
 */
class HaltedFlushIT {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void whatHadReturnedIsCountedOnceWhereverTheFlushHalts(TestDatabase database) throws Exception {
        TrackedApplication application = new TrackedApplication(database, folder);
        application.now.set(Instant.now());
        Server server = Server.createTcpServer("-tcpPort", "0", "-ifExists");
        TestDatabase.Url url = KilledTrackerIT.reachable(application, server);
        try {
            application.builder(url.dataSource(), application.folder).start().close();
            int processes = 0;
            int halted = 0;
            int step = Soak.isOn() ? 1 : 5;
            for (int point = 1; halted == processes; point += step) {
                halted += halts(url, point, ++processes);
                halted += halts(url, point, ++processes);
            }
            try (EventTracker last =
                    application.builder(url.dataSource(), application.folder).start()) {
                assertThat(last.flush(TrackedApplication.LONG)).isTrue();
            }

            System.out.println(database + ": " + halted + " of " + processes + " processes halted in a flush");
            assertThat(halted).isGreaterThan(2);
            long each = (long) processes * EventProcess.CALLS / CallRecord.CELLS;
            assertThat(
                            TrackedApplication.rows(
                                    url,
                                    "select cell, sum(total) from product_event_daily where event = 17 group by cell order by cell"))
                    .isEqualTo(IntStream.range(0, CallRecord.CELLS)
                            .mapToObj(cell -> cell + " " + each)
                            .toList());
            assertThat(TrackedApplication.rows(url, "select sum(value_sum) from product_event_daily where event = 17"))
                    .isEqualTo(List.of(
                            String.valueOf((long) processes * EventProcess.CALLS * (EventProcess.CALLS - 1) / 2)));
            assertThat(TrackedApplication.rows(url, "select count(*) from product_event_member where event = 17"))
                    .isEqualTo(List.of(String.valueOf(processes * EventProcess.CALLS)));
            String sold = String.valueOf(processes * EventProcess.SOLD);
            assertThat(TrackedApplication.rows(url, "select sum(total) from product_event_daily where event = 31"))
                    .isEqualTo(List.of(sold));
            assertThat(TrackedApplication.rows(url, "select count(*) from product_event_member where event = 31"))
                    .isEqualTo(List.of(sold));
        } finally {
            server.stop();
        }
    }

    /** Returns 1 if the process halted before its flush ended. */
    private int halts(TestDatabase.Url url, int point, int number) throws Exception {
        Process process = EventProcess.start(url, folder.resolve("spool"), "halt", String.valueOf(point), number);
        int exitCode = EventProcess.exitCode(process);
        assertThat(exitCode).isIn(0, EventProcess.HALTED);
        return exitCode == 0 ? 0 : 1;
    }
}
