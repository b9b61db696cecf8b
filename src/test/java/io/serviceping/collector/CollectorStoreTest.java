package io.serviceping.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.collector.store.CollectorDatabase;
import io.serviceping.collector.store.PingHeaders;
import io.serviceping.collector.store.ReceivedContent;
import io.serviceping.collector.store.RejectStore;
import io.serviceping.collector.store.Storage;
import io.serviceping.testing.Soak;
import io.serviceping.testing.TestDatabase;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the collector stores, tested over HTTP on both databases. */
class CollectorStoreTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Instant NOW = Instant.parse("2026-11-09T03:15:00.250Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final UUID instance = UUID.randomUUID();

    private static Storage storage(TestDatabase database) {
        TestDatabase.Url url = database.create();
        return new Storage(url.jdbc(), url.username(), url.password());
    }

    private Collector start(Storage storage) {
        CollectorSettings settings =
                new CollectorSettings(InetAddress.getLoopbackAddress(), 0, storage, Access.OPEN, Optional.empty());
        return Collector.start(settings, Limits.USUAL, now::get);
    }

    private TestSender ping(UUID pingId, String week, long sequence) {
        String document = GoldenPing.of(pingId, instance)
                .replace("2026-W45", week)
                .replace("\"sequence\": 1,", "\"sequence\": " + sequence + ",");
        return TestSender.zipped(pingId, document);
    }

    private static JsonNode get(Collector collector, String path) {
        HttpResponse<String> answer = TestSender.get(collector.endpoint().resolve(path));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return MAPPER.readTree(answer.body());
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void answersWithTheSameReceiptForEver(TestDatabase database) {
        Storage storage = storage(database);
        UUID pingId = UUID.randomUUID();
        HttpResponse<String> first;
        try (Collector collector = start(storage)) {
            first = ping(pingId, "2026-W45", 1).post(collector.endpoint());
            assertThat(first.statusCode()).isEqualTo(201);
        }
        now.set(NOW.plus(Duration.ofDays(3000)));
        try (Collector collector = start(storage)) {
            HttpResponse<String> again = ping(pingId, "2026-W45", 1).post(collector.endpoint());

            assertThat(again.statusCode()).isEqualTo(200);
            assertThat(again.body()).isEqualTo(first.body()).contains("2026-11-09T03:15:00.250Z");
            assertThat(get(collector, "/report").at("/duplicates/0/deliveries").intValue())
                    .isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void takesOneOfManyWhoRaceForAPeriod(TestDatabase database) throws Exception {
        try (Collector collector = start(storage(database))) {
            List<Callable<Integer>> senders = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                UUID pingId = UUID.randomUUID();
                senders.add(() ->
                        ping(pingId, "2026-W45", 1).post(collector.endpoint()).statusCode());
            }
            ExecutorService threads = Executors.newFixedThreadPool(8);
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> status : threads.invokeAll(senders)) {
                statuses.add(status.get());
            }
            threads.shutdown();

            assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 422);
            assertThat(get(collector, "/pings").size()).isEqualTo(1);
            assertThat(get(collector, "/rejects").size()).isEqualTo(29);
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void reportsTheSequencesThatHaveNotCome(TestDatabase database) {
        try (Collector collector = start(storage(database))) {
            ping(UUID.randomUUID(), "2026-W40", 2).post(collector.endpoint());
            ping(UUID.randomUUID(), "2026-W45", 6).post(collector.endpoint());
            ping(UUID.randomUUID(), "2026-W41", 3).post(collector.endpoint());
            ping(UUID.randomUUID(), "2026-W46", 6).post(collector.endpoint());

            JsonNode report = get(collector, "/report");

            assertThat(report.path("pings").intValue()).isEqualTo(4);
            assertThat(report.path("instances").intValue()).isEqualTo(1);
            assertThat(report.path("gaps").valueStream().map(Object::toString))
                    .containsExactly(
                            gap(1, 1, "2026-W40"),
                            gap(4, 5, report.at("/gaps/1/before").stringValue()));
            assertThat(report.at("/repeated_sequences/0/sequence").intValue()).isEqualTo(6);
            assertThat(report.at("/repeated_sequences/0/pings").intValue()).isEqualTo(2);
            assertThat(report.path("duplicates").size()).isZero();
        }
    }

    private String gap(int first, int last, String before) {
        return "{\"instance_id\":\"" + instance + "\",\"first\":" + first + ",\"last\":" + last + ",\"before\":\""
                + before + "\"}";
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void keepsARejectOnceAndTakesItInWhenItPasses(TestDatabase database) {
        Storage storage = storage(database);
        UUID pingId = UUID.randomUUID();
        String document = GoldenPing.of(pingId, instance);
        try (Collector collector = start(storage)) {
            TestSender bad = TestSender.zipped(pingId, document.replace("\"sequence\": 1,", "\"sequence\": 0,"));
            assertThat(bad.post(collector.endpoint()).statusCode()).isEqualTo(422);
            assertThat(bad.post(collector.endpoint()).statusCode()).isEqualTo(422);
            JsonNode rejects = get(collector, "/rejects");
            assertThat(rejects.size()).isEqualTo(1);
            assertThat(rejects.at("/0/reason").stringValue()).contains("/sequence");
            assertThat(rejects.at("/0/deliveries").intValue()).isEqualTo(2);
            assertThat(replay(collector)).isEqualTo("{\"left\":1,\"taken\":0}");
        }
        // Stands for a reject of an older schema that this schema accepts.
        try (CollectorDatabase opened = CollectorDatabase.open(storage, 2)) {
            byte[] zipped = TestSender.zip(document.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            PingHeaders headers = new PingHeaders(pingId, Sha256.contentDigest(zipped), true);
            new RejectStore(opened.jdbc(), now::get).keep(new ReceivedContent(headers, zipped), 422, "older schema");
        }
        try (Collector collector = start(storage)) {
            assertThat(replay(collector)).isEqualTo("{\"left\":1,\"taken\":1}");
            assertThat(get(collector, "/pings/" + pingId)).isEqualTo(MAPPER.readTree(document));
            assertThat(get(collector, "/rejects").size()).isEqualTo(1);
        }
    }

    private static String replay(Collector collector) {
        URI replay = collector.endpoint().resolve("/rejects/replay");
        HttpResponse<String> answer =
                TestSender.send(HttpRequest.newBuilder(replay).POST(HttpRequest.BodyPublishers.noBody()));
        JsonNode counts = MAPPER.readTree(answer.body());
        return "{\"left\":" + counts.path("left") + ",\"taken\":" + counts.path("taken") + "}";
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void forgetsRejectsThatAreTooOldOrTooMany(TestDatabase database) {
        try (CollectorDatabase opened = CollectorDatabase.open(storage(database), 2)) {
            RejectStore rejects = new RejectStore(opened.jdbc(), now::get);
            keep(rejects, 1);
            now.set(NOW.plus(RejectStore.LONGEST).plusSeconds(1));
            keep(rejects, RejectStore.MOST + 1);

            assertThat(rejects.newest())
                    .hasSize(RejectStore.MOST)
                    .allMatch(reject -> reject.firstReceivedAt().isAfter(NOW));
        }
    }

    private static void keep(RejectStore rejects, int number) {
        for (int i = 0; i < number; i++) {
            PingHeaders headers = new PingHeaders(UUID.randomUUID(), "sha-256=:AAAA:", false);
            rejects.keep(new ReceivedContent(headers, new byte[] {'{'}), 422, "it is empty");
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void exportsAllPingsAsJsonLinesAndAsCsv(TestDatabase database) {
        try (Collector collector = start(storage(database))) {
            Set<String> sent = new HashSet<>();
            for (int week = 1; week <= 52; week++) {
                UUID pingId = UUID.randomUUID();
                sent.add(pingId.toString());
                ping(pingId, "2026-W%02d".formatted(week), week).post(collector.endpoint());
            }

            List<JsonNode> lines = TestSender.get(collector.endpoint().resolve("/pings.jsonl"))
                    .body()
                    .lines()
                    .map(MAPPER::readTree)
                    .toList();
            List<String> rows = TestSender.get(collector.endpoint().resolve("/pings.csv"))
                    .body()
                    .lines()
                    .toList();

            assertThat(lines)
                    .hasSize(52)
                    .extracting(line -> line.at("/payload/ping_id").stringValue())
                    .containsExactlyInAnyOrderElementsOf(sent);
            assertThat(lines.get(0).propertyNames()).containsExactly("receipt_id", "received_at", "digest", "payload");
            assertThat(rows).hasSize(53);
            assertThat(rows.get(0)).startsWith("ping_id,instance_id,period,sequence,");
            assertThat(rows.get(1)).contains(",2026-W01,1,sha-256=", ",\"{\"\"schema_version\"\":");
        }
    }

    /** A clone or a restored backup sends another ping for a stored period, or other bytes for a stored ping. */
    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void reportsConflictsByInstance(TestDatabase database) {
        try (Collector collector = start(storage(database))) {
            UUID pingId = UUID.randomUUID();
            ping(pingId, "2026-W45", 1).post(collector.endpoint());
            ping(UUID.randomUUID(), "2026-W46", 2).post(collector.endpoint());
            HttpResponse<String> clone = ping(UUID.randomUUID(), "2026-W46", 2).post(collector.endpoint());
            now.set(NOW.plus(Duration.ofDays(7)));
            HttpResponse<String> other = ping(pingId, "2026-W45", 7).post(collector.endpoint());
            ping(UUID.randomUUID(), "2026-W46", 3).post(collector.endpoint());

            for (HttpResponse<String> refused : List.of(clone, other)) {
                JsonNode problem = MAPPER.readTree(refused.body());
                assertThat(refused.statusCode()).isEqualTo(422);
                assertThat(problem.path("type").stringValue()).isEqualTo("urn:service-ping:problem:conflict");
                assertThat(problem.path("title").stringValue())
                        .isEqualTo("A restored backup, or a copy of this installation");
                assertThat(problem.path("detail").stringValue()).contains("needs an instance id of its own");
            }
            JsonNode conflicts = get(collector, "/report").path("conflicts");
            assertThat(conflicts.size()).isEqualTo(1);
            assertThat(conflicts.get(0).toString())
                    .isEqualTo("{\"instance_id\":\"" + instance
                            + "\",\"count\":3,\"first\":\"2026-11-09T03:15:00.250Z\","
                            + "\"last\":\"2026-11-16T03:15:00.250Z\",\"periods\":[\"2026-W46\",\"2026-W45\"]}");
        }
    }

    /** Conflicts add to the stored ping's row whatever is sent, so that the table cannot outgrow that of the pings. */
    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void keepsOneRowOfConflictsForAPing(TestDatabase database) {
        try (Collector collector = start(storage(database))) {
            UUID pingId = UUID.randomUUID();
            ping(pingId, "2026-W45", 1).post(collector.endpoint());
            for (int week = 1; week <= 9; week++) {
                ping(pingId, "2026-W0" + week, 1).post(collector.endpoint());
            }

            assertThat(get(collector, "/report").path("conflicts").toString())
                    .contains("\"count\":9", "\"periods\":[\"2026-W45\"]");
        }
    }

    @EnabledIfSystemProperty(named = Soak.PROPERTY, matches = "true")
    @Test
    void answers503WhenItsDatabaseFallsSilentInTheMiddle() {
        TestDatabase.Url url = TestDatabase.POSTGRESQL.create();
        try (Collector collector = start(new Storage(url.jdbc(), url.username(), url.password()));
                Connection other = url.connect();
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("lock table ping");

            HttpResponse<String> answer = ping(UUID.randomUUID(), "2026-W45", 1).post(collector.endpoint());

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("30");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void answers503AtOnceWhenItsDatabaseIsAway() {
        TestDatabase.Url url = TestDatabase.POSTGRESQL.create();
        String name = url.jdbc().replaceFirst(".*/([^/?]*).*", "$1");
        try (Collector collector = start(new Storage(url.jdbc(), url.username(), url.password()))) {
            TestDatabase.POSTGRESQL.create().execute("drop database \"" + name + "\" with (force)");
            long start = System.nanoTime();

            HttpResponse<String> answer = ping(UUID.randomUUID(), "2026-W45", 1).post(collector.endpoint());

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("30");
            assertThat(answer.body()).contains("urn:service-ping:problem:store-away");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
    }
}
