package io.serviceping.collector.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.collector.Collector;
import io.serviceping.collector.CollectorSettings;
import io.serviceping.collector.GoldenPing;
import io.serviceping.collector.TestSender;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each ping is forced to the disk before its receipt, one after the other. This is the worst case for the file's size. */
class FileSizeTest {
    private static final int PINGS = 300;
    /** Without the settings for H2 it was 37 to 46 KB, of which 16 KB were never reused. */
    private static final int MOST_BYTES_A_PING = 15_000;

    @Test
    void takesLittleMoreOfTheDiskThanThePagesThatEachPingTouches(@TempDir Path data) throws Exception {
        Path file = data.resolve("collector.mv.db");
        try (Collector collector =
                Collector.start(new CollectorSettings(InetAddress.getLoopbackAddress(), 0, data, null))) {
            long before = Files.size(file);
            for (int i = 0; i < PINGS; i++) {
                UUID pingId = UUID.randomUUID();
                TestSender sender = TestSender.zipped(pingId, GoldenPing.of(pingId, UUID.randomUUID()));
                assertThat(sender.post(collector.endpoint()).statusCode()).isEqualTo(201);
            }

            assertThat((Files.size(file) - before) / PINGS).isLessThan(MOST_BYTES_A_PING);
        }
    }
}
