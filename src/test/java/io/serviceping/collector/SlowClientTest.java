package io.serviceping.collector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowClientTest {
    private static final Limits IMPATIENT =
            new Limits(2, 100, Duration.ofMillis(300), Duration.ofMillis(300), 1 << 20, 1 << 20);
    private static final String HALF_A_HEADER = """
            POST /pings HTTP/1.1
            Host: localhost
            Content-""";
    private static final String HALF_A_BODY = """
            POST /pings HTTP/1.1
            Host: localhost
            Content-Type: application/json
            Idempotency-Key: "0b0e7c5e-2f5f-4c0e-9f0b-6a3a1c1d2e01"
            Content-Digest: sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:
            Content-Length: 100

            {""";

    @TempDir
    Path data;

    @Test
    void cutsOffClientsThatStopHalfWayAndServesTheOthers() throws IOException {
        CollectorSettings settings = new CollectorSettings(InetAddress.getLoopbackAddress(), 0, data, null);
        List<Socket> stalled = new ArrayList<>();
        try (Collector collector = Collector.start(settings, IMPATIENT, InstantSource.system())) {
            URI endpoint = collector.endpoint();
            for (String start : List.of(HALF_A_HEADER, HALF_A_BODY, HALF_A_HEADER, HALF_A_BODY)) {
                stalled.add(stall(endpoint, start));
            }
            UUID pingId = UUID.randomUUID();
            TestSender sender = TestSender.zipped(pingId, GoldenPing.of(pingId, UUID.randomUUID()));

            assertThat(sender.post(endpoint).statusCode()).isEqualTo(201);
            for (Socket socket : stalled) {
                assertThat(isClosedByTheServer(socket)).isTrue();
            }
            assertThat(sender.post(endpoint).statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : stalled) {
                socket.close();
            }
        }
    }

    @Test
    void closesConnectionsBeyondThoseThatMayWaitAndGoesOn() throws IOException {
        CollectorSettings settings = new CollectorSettings(InetAddress.getLoopbackAddress(), 0, data, null);
        Limits narrow = new Limits(1, 1, Duration.ofMillis(300), Duration.ofMillis(300), 1 << 20, 1 << 20);
        List<Socket> crowd = new ArrayList<>();
        try (Collector collector = Collector.start(settings, narrow, InstantSource.system())) {
            for (int i = 0; i < 10; i++) {
                crowd.add(stall(collector.endpoint(), HALF_A_BODY));
            }
            for (Socket socket : crowd) {
                assertThat(isClosedByTheServer(socket)).isTrue();
            }
            UUID pingId = UUID.randomUUID();
            TestSender sender = TestSender.zipped(pingId, GoldenPing.of(pingId, UUID.randomUUID()));

            assertThat(sender.post(collector.endpoint()).statusCode()).isEqualTo(201);
        } finally {
            for (Socket socket : crowd) {
                socket.close();
            }
        }
    }

    /**
     * More stalled clients than threads: those that have waited longest lose their thread long before their patience
     * ends.
     */
    @Test
    void letsOthersInBeforeClientsThatStopHalfWay() throws IOException {
        CollectorSettings settings = new CollectorSettings(InetAddress.getLoopbackAddress(), 0, data, null);
        Limits patient = new Limits(4, 100, Duration.ofMinutes(5), Duration.ofMillis(200), 1 << 20, 1 << 20);
        List<Socket> stalled = new ArrayList<>();
        try (Collector collector = Collector.start(settings, patient, InstantSource.system())) {
            for (int i = 0; i < 20; i++) {
                stalled.add(stall(collector.endpoint(), i % 2 == 0 ? HALF_A_HEADER : HALF_A_BODY));
            }
            for (int i = 0; i < 3; i++) {
                UUID pingId = UUID.randomUUID();
                TestSender sender = TestSender.zipped(pingId, GoldenPing.of(pingId, UUID.randomUUID()));
                long start = System.nanoTime();

                assertThat(sender.post(collector.endpoint()).statusCode()).isEqualTo(201);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
            }
        } finally {
            for (Socket socket : stalled) {
                socket.close();
            }
        }
    }

    private static Socket stall(URI endpoint, String start) throws IOException {
        Socket socket = new Socket(endpoint.getHost(), endpoint.getPort());
        socket.getOutputStream().write(start.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    private static boolean isClosedByTheServer(Socket socket) throws IOException {
        socket.setSoTimeout(60_000);
        try (InputStream in = socket.getInputStream()) {
            return in.read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }
}
