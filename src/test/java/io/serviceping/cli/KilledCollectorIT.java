package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.SentPing;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The collector, killed with SIGKILL under load: whatever it acknowledged it still has, under the same receipt. */
class KilledCollectorIT {
    private static final int KILLS = 3;
    private static final int SENDERS = 8;
    private static final int BETWEEN = 150;
    private static final JsonMapper MAPPER = new JsonMapper();

    @TempDir
    Path folder;

    private final Map<SentPing, String> acknowledged = new ConcurrentHashMap<>();
    private final AtomicBoolean ended = new AtomicBoolean();

    @Test
    void losesNoPingThatItAcknowledged() throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        try (CollectorProgram collector = CollectorProgram.start(folder)) {
            for (int i = 0; i < SENDERS; i++) {
                senders.execute(() -> deliver(collector));
            }
            for (int kill = 1; kill <= KILLS; kill++) {
                int enough = acknowledged.size() + BETWEEN;
                Await.until("it has acknowledged " + enough, () -> acknowledged.size() >= enough);
                collector.killAndStartAgain();
            }
            ended.set(true);
            senders.shutdown();
            assertThat(senders.awaitTermination(60, TimeUnit.SECONDS)).isTrue();

            assertThat(stored(collector.endpoint()))
                    .hasSizeGreaterThanOrEqualTo(KILLS * BETWEEN)
                    .containsAll(acknowledged.keySet().stream()
                            .map(ping -> ping.pingId().toString())
                            .toList());
            for (Map.Entry<SentPing, String> delivery : acknowledged.entrySet()) {
                HttpResponse<String> again = delivery.getKey().post(collector.endpoint());
                assertThat(again.statusCode()).isEqualTo(200);
                assertThat(again.body()).isEqualTo(delivery.getValue());
            }
        } finally {
            ended.set(true);
            senders.shutdownNow();
        }
    }

    private void deliver(CollectorProgram collector) {
        while (!ended.get()) {
            SentPing ping = SentPing.fresh();
            try {
                HttpResponse<String> answer = ping.post(collector.endpoint());
                if (answer.statusCode() == 201) {
                    acknowledged.put(ping, answer.body());
                }
            } catch (IOException killed) {
                Thread.onSpinWait();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static Set<String> stored(URI endpoint) throws Exception {
        return SentPing.get(endpoint.resolve("/pings.jsonl"))
                .lines()
                .map(line -> MAPPER.readTree(line).at("/payload/ping_id").stringValue())
                .collect(Collectors.toSet());
    }
}
