package io.serviceping.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.collector.store.Storage;
import io.serviceping.testing.FaultyNetwork;
import io.serviceping.testing.TestDatabase;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A request whose statement waits: for a PostgreSQL that has fallen silent, or for one that is only busy. */
@Timeout(120)
class SilentStoreTest {
    private final TestDatabase.Url database = TestDatabase.POSTGRESQL.create();

    private static Collector start(TestDatabase.Url url) {
        return Collector.start(new CollectorSettings(
                InetAddress.getLoopbackAddress(),
                0,
                new Storage(url.jdbc(), url.username(), url.password()),
                Access.OPEN,
                Optional.empty()));
    }

    private static CompletableFuture<HttpResponse<String>> post(Collector collector) {
        UUID pingId = UUID.randomUUID();
        return CompletableFuture.supplyAsync(() -> TestSender.zipped(pingId, GoldenPing.of(pingId, UUID.randomUUID()))
                .post(collector.endpoint()));
    }

    private void await(String condition) {
        JdbcClient server = JdbcClient.create(database.dataSource());
        while (!server.sql("select exists (select from pg_stat_activity where datname = current_database() and "
                        + condition + ")")
                .query(Boolean.class)
                .single()) {
            Thread.onSpinWait();
        }
    }

    private void awaitTheRequest() {
        await("wait_event_type = 'Lock'");
    }

    @Test
    void endsARequestUnderWaySoonAfterItsServerFellSilent() throws Exception {
        try (FaultyNetwork network = new FaultyNetwork(database);
                Collector collector = start(network.url());
                Connection other = database.connect();
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("lock table ping");
            CompletableFuture<HttpResponse<String>> request = post(collector);
            awaitTheRequest();
            long start = System.nanoTime();
            network.fallSilent();

            HttpResponse<String> answer = request.get();

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("30");
            // Two seconds without load; without the watch ten.
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
            assertThat(post(collector).get().statusCode()).as("the next one").isEqualTo(503);
        }
    }

    @Test
    void letsARequestWaitWhileItsServerAnswersOthers() throws Exception {
        try (FaultyNetwork network = new FaultyNetwork(database);
                Collector collector = start(network.url());
                Connection other = database.connect();
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("lock table ping");
            CompletableFuture<HttpResponse<String>> request = post(collector);
            awaitTheRequest();
            Instant waiting = now();
            for (int checks = 0; checks < 3; checks++) {
                await("query = 'select ''collector watch''' and query_start > '" + waiting + "'");
                waiting = now();
            }
            other.rollback();

            assertThat(request.get().statusCode()).isEqualTo(201);
        }
    }

    private Instant now() {
        return JdbcClient.create(database.dataSource())
                .sql("select clock_timestamp()")
                .query((row, n) -> row.getTimestamp(1).toInstant())
                .single();
    }
}
