package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.conformance.SentPing;
import io.serviceping.testing.CollectorProgram;
import io.serviceping.testing.Senders;
import io.serviceping.testing.StoredReceipts;
import io.serviceping.testing.TestDatabase;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The collector is killed with SIGKILL under load. Every acknowledged ping is still stored, under the same receipt. */
class KilledCollectorIT {
    private static final int KILLS = 3;
    private static final int SENDERS = 8;
    private static final int BETWEEN = 100;

    @TempDir
    Path folder;

    private final Map<SentPing, String> acknowledged = new ConcurrentHashMap<>();

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void losesNoPingThatItAcknowledged(TestDatabase database) throws Exception {
        try (CollectorProgram collector = CollectorProgram.start(folder, storing(database));
                Senders senders = Senders.start(
                        SENDERS,
                        SentPing::fresh,
                        collector::endpoint,
                        delivery -> acknowledged.put(delivery.ping(), delivery.receipt()))) {
            for (int kill = 1; kill <= KILLS; kill++) {
                int enough = acknowledged.size() + BETWEEN;
                Await.until("it has acknowledged " + enough, () -> acknowledged.size() >= enough);
                collector.killAndStartAgain();
            }
            senders.stop();

            assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(KILLS * BETWEEN);
            assertThat(StoredReceipts.of(collector.endpoint(), "none"))
                    .containsAll(acknowledged.values().stream()
                            .map(StoredReceipts::idIn)
                            .toList());
            for (Map.Entry<SentPing, String> delivery : acknowledged.entrySet()) {
                HttpResponse<String> again = Senders.post(delivery.getKey(), collector.endpoint());
                assertThat(again.statusCode()).isEqualTo(200);
                assertThat(again.body()).isEqualTo(delivery.getValue());
            }
        }
    }

    private List<String> storing(TestDatabase database) throws Exception {
        if (database == TestDatabase.H2) {
            return List.of();
        }
        TestDatabase.Url url = database.create();
        Path password = Files.writeString(folder.resolve("password"), url.password());
        return List.of("--url", url.jdbc(), "--username", url.username(), "--password-file", password.toString());
    }
}
