package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.conformance.SentPing;
import io.serviceping.testing.CollectorProgram;
import io.serviceping.testing.Senders;
import io.serviceping.testing.StoredReceipts;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged collector with a heap of 256 MB answers hostile senders and all others. */
class HostileRequestsIT {
    private static final int AT_ONCE = 8;

    @TempDir
    Path folder;

    @Test
    void answersWhatIsMadeToFillItsMemory() throws Exception {
        try (CollectorProgram collector = CollectorProgram.start(folder)) {
            assertThat(statuses(collector, () -> ping("[" + "{},".repeat(6_500_000) + "{}]", 90_000)))
                    .containsOnly(422);
            assertThat(statuses(collector, () -> ping(errors(), 200_000))).containsOnly(422);
            assertThat(statuses(collector, () -> ping("[" + "{\"a\":1.5},".repeat(120_000) + "{}]", 10_000)))
                    .containsOnly(422);

            assertThat(Senders.post(SentPing.fresh(), collector.endpoint()).statusCode())
                    .isEqualTo(201);
            assertThat(collector.log()).doesNotContain("OutOfMemory");
        }
    }

    @Test
    void answersOthersWhileManyStopHalfWay() throws Exception {
        List<Socket> stalled = new ArrayList<>();
        try (CollectorProgram collector = CollectorProgram.start(folder)) {
            for (int i = 0; i < 50; i++) {
                Socket socket = new Socket(
                        collector.endpoint().getHost(), collector.endpoint().getPort());
                socket.getOutputStream().write("POST /pings HTTP/1.1\r\nHost: loc".getBytes(StandardCharsets.US_ASCII));
                stalled.add(socket);
            }
            long start = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                assertThat(Senders.post(SentPing.fresh(), collector.endpoint()).statusCode())
                        .isEqualTo(201);
            }
            // The stalled clients may take 30 s each, but no other client waits for them.
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
        } finally {
            for (Socket socket : stalled) {
                socket.close();
            }
        }
    }

    /** The heap is smaller than the collector's limits require. */
    @Test
    void endsWith70WhenItsMemoryIsFullAndKeepsWhatItAcknowledged() throws Exception {
        try (CollectorProgram collector = CollectorProgram.start(folder, "40m", List.of())) {
            HttpResponse<String> good = Senders.post(SentPing.fresh(), collector.endpoint());
            assertThat(good.statusCode()).isEqualTo(201);
            URI endpoint = collector.endpoint();
            for (int i = 0; i < 20 && collector.isAlive(); i++) {
                try {
                    Senders.post(ping("[" + "{\"a\":1.5},".repeat(120_000) + "{}]", 10_000), endpoint);
                } catch (IOException ended) {
                    // Expected: the process ends.
                }
            }

            assertThat(collector.awaitExit()).as(collector.log()).isEqualTo(OptionalInt.of(70));
            assertThat(collector.log()).contains("The collector ends", "OutOfMemoryError", "Start it again");
            collector.killAndStartAgain();
            assertThat(StoredReceipts.of(collector.endpoint(), "none")).contains(StoredReceipts.idIn(good.body()));
        }
    }

    private static List<Integer> statuses(CollectorProgram collector, Supplier<SentPing> pings) throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                answers.add(senders.submit(
                        () -> Senders.post(pings.get(), collector.endpoint()).statusCode()));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> answer : answers) {
                statuses.add(answer.get());
            }
            return statuses;
        } finally {
            senders.shutdownNow();
        }
    }

    private static String errors() {
        return IntStream.range(0, 100_000)
                .mapToObj(i -> "\"A" + i + "\":1")
                .collect(Collectors.joining(",", "{\"metrics\":{", "}}"));
    }

    /** A ping followed by white space that gzip cannot compress below so many bytes. */
    private static SentPing ping(String json, int padding) {
        Random random = new Random(padding);
        StringBuilder spaces = new StringBuilder(json);
        for (int i = 0; i < padding * 4; i++) {
            spaces.append(" \t\r\n".charAt(random.nextInt(4)));
        }
        return SentPing.of(UUID.randomUUID(), spaces.toString());
    }
}
