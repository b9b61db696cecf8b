package io.serviceping.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceping.collector.store.StoreUnavailableException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CollectorTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    @TempDir
    Path data;

    private final UUID pingId = UUID.randomUUID();
    private final UUID instance = UUID.randomUUID();
    private final String document = GoldenPing.of(pingId, instance);
    private Collector collector;
    private URI endpoint;

    @BeforeEach
    void start() {
        collector = Collector.start(settings());
        endpoint = collector.endpoint();
    }

    @AfterEach
    void stop() {
        collector.close();
    }

    private CollectorSettings settings() {
        return new CollectorSettings(InetAddress.getLoopbackAddress(), 0, data.resolve("made/when/missing"), null);
    }

    @Test
    void answersTheFirstDeliveryWith201AndAReceipt() {
        TestSender sender = TestSender.zipped(pingId, document);

        HttpResponse<String> answer = sender.post(endpoint);

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        JsonNode receipt = MAPPER.readTree(answer.body());
        assertThat(receipt.propertyNames()).containsExactlyInAnyOrder("ping_id", "digest", "receipt_id", "received_at");
        assertThat(receipt.path("ping_id").stringValue()).isEqualTo(pingId.toString());
        assertThat(receipt.path("digest").stringValue()).isEqualTo(sender.digest());
        assertThat(UUID.fromString(receipt.path("receipt_id").stringValue())).isNotNull();
        assertThat(receipt.path("received_at").stringValue()).endsWith("Z");
    }

    @Test
    void answersTheSameDeliveryAgainWith200AndTheSameReceipt() {
        HttpResponse<String> first = TestSender.zipped(pingId, document).post(endpoint);
        HttpResponse<String> second = TestSender.zipped(pingId, document).post(endpoint);

        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(list()).hasSize(1);
    }

    @Test
    void takesContentThatIsNotZipped() {
        assertThat(TestSender.plain(pingId, document).post(endpoint).statusCode())
                .isEqualTo(201);
        assertThat(stored(pingId).body()).isEqualTo(document);
    }

    @Test
    void takesFieldsOfALaterMinorVersion() {
        String later = document.replace("\"schema_version\": \"1.0\"", "\"schema_version\": \"1.7\", \"region\": [1]");

        assertThat(TestSender.zipped(pingId, later).post(endpoint).statusCode()).isEqualTo(201);
    }

    @Test
    void refusesOtherBytesUnderAStoredPingId() {
        TestSender.zipped(pingId, document).post(endpoint);

        HttpResponse<String> answer =
                TestSender.zipped(pingId, document.replace("4190", "4191")).post(endpoint);

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("stored already with another digest");
        assertThat(stored(pingId).body()).isEqualTo(document);
    }

    @Test
    void refusesASecondPingOfAnInstanceForOnePeriod() {
        TestSender.zipped(pingId, document).post(endpoint);
        UUID other = UUID.randomUUID();

        HttpResponse<String> answer =
                TestSender.zipped(other, GoldenPing.of(other, instance)).post(endpoint);

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("another ping for 2026-W45");
        assertThat(list()).hasSize(1);
    }

    @Test
    void storesEachPingOnceWhenSendersDeliverInParallel() throws Exception {
        List<TestSender> deliveries = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            UUID ping = UUID.randomUUID();
            TestSender sender = TestSender.zipped(ping, GoldenPing.of(ping, UUID.randomUUID()));
            deliveries.addAll(List.of(sender, sender));
        }
        List<HttpResponse<String>> answers = inParallel(deliveries);

        for (int i = 0; i < answers.size(); i += 2) {
            assertThat(List.of(answers.get(i).statusCode(), answers.get(i + 1).statusCode()))
                    .containsExactlyInAnyOrder(201, 200);
            assertThat(answers.get(i).body()).isEqualTo(answers.get(i + 1).body());
        }
        assertThat(list()).hasSize(50);
    }

    @Test
    void storesOneOfManyPingsThatWantTheSamePeriod() throws Exception {
        List<TestSender> deliveries = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            UUID ping = UUID.randomUUID();
            deliveries.add(TestSender.zipped(ping, GoldenPing.of(ping, instance)));
        }

        assertThat(inParallel(deliveries))
                .extracting(HttpResponse::statusCode)
                .containsOnlyOnce(201)
                .containsOnly(201, 422);
        assertThat(list()).hasSize(1);
    }

    @Test
    void answersWithTheSameReceiptAfterARestart() {
        HttpResponse<String> before = TestSender.zipped(pingId, document).post(endpoint);
        collector.close();
        start();

        HttpResponse<String> after = TestSender.zipped(pingId, document).post(endpoint);

        assertThat(after.statusCode()).isEqualTo(200);
        assertThat(after.body()).isEqualTo(before.body());
    }

    @Test
    void listsTheNewestPingsFirst() {
        UUID other = UUID.randomUUID();
        TestSender.zipped(pingId, document).post(endpoint);
        TestSender.zipped(other, GoldenPing.of(other, UUID.randomUUID())).post(endpoint);

        List<JsonNode> pings = list();

        assertThat(pings)
                .extracting(ping -> ping.path("ping_id").stringValue())
                .containsExactly(other.toString(), pingId.toString());
        assertThat(pings.get(1).propertyNames())
                .containsExactlyInAnyOrder(
                        "ping_id", "instance_id", "period", "sequence", "digest", "receipt_id", "received_at");
        assertThat(pings.get(1).path("instance_id").stringValue()).isEqualTo(instance.toString());
        assertThat(pings.get(1).path("period").stringValue()).isEqualTo("2026-W45");
        assertThat(pings.get(1).path("sequence").intValue()).isEqualTo(1);
    }

    @Test
    void showsAStoredPingByteForByte() {
        TestSender.zipped(pingId, document).post(endpoint);

        assertThat(stored(pingId).body()).isEqualTo(document);
        assertThat(stored(UUID.randomUUID()).statusCode()).isEqualTo(404);
    }

    @Test
    void saysWhatItIs() {
        HttpResponse<String> answer = TestSender.get(endpoint.resolve("/"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("POST /pings");
    }

    @Test
    void answersOtherPathsWith404() {
        for (String path : List.of("/ping", "/pings/", "/pings/not-a-uuid", "/favicon.ico")) {
            HttpResponse<String> answer = TestSender.get(endpoint.resolve(path));
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(MAPPER.readTree(answer.body()).path("detail").stringValue())
                    .isNotEmpty();
        }
    }

    @Test
    void answersOtherMethodsWith405AndTheAllowedOnes() {
        assertThat(allowed("DELETE", "/pings")).isEqualTo("GET, HEAD, POST");
        assertThat(allowed("PUT", "/pings/" + pingId)).isEqualTo("GET");
        assertThat(allowed("HEAD", "/")).isEqualTo("GET");
    }

    @Test
    void doesNotStartOnAPortThatIsTaken() {
        CollectorSettings taken = new CollectorSettings(
                InetAddress.getLoopbackAddress(), endpoint.getPort(), data.resolve("other"), null);

        assertThatThrownBy(() -> Collector.start(taken))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot listen on")
                .hasMessageContaining(String.valueOf(endpoint.getPort()));
    }

    @Test
    void doesNotStartOnAFileInPlaceOfTheFolder() throws Exception {
        Path file = Files.createFile(data.resolve("file"));
        CollectorSettings wrong = new CollectorSettings(InetAddress.getLoopbackAddress(), 0, file, null);

        assertThatThrownBy(() -> Collector.start(wrong, Limits.USUAL, InstantSource.system()))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("Cannot keep pings in jdbc:h2:file:" + file)
                .hasMessageContaining("the file cannot be used");
    }

    private List<HttpResponse<String>> inParallel(List<TestSender> deliveries) throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(4);
        try {
            List<Future<HttpResponse<String>>> answers = new ArrayList<>();
            for (TestSender delivery : deliveries) {
                answers.add(senders.submit(() -> delivery.post(endpoint)));
            }
            List<HttpResponse<String>> received = new ArrayList<>();
            for (Future<HttpResponse<String>> answer : answers) {
                received.add(answer.get());
            }
            return received;
        } finally {
            senders.shutdownNow();
        }
    }

    private List<JsonNode> list() {
        return MAPPER.readTree(TestSender.get(endpoint).body()).valueStream().toList();
    }

    private HttpResponse<String> stored(UUID id) {
        return TestSender.get(URI.create(endpoint + "/" + id));
    }

    private String allowed(String method, String path) {
        HttpResponse<String> answer = TestSender.send(
                HttpRequest.newBuilder(endpoint.resolve(path)).method(method, HttpRequest.BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(405);
        return answer.headers().firstValue("Allow").orElseThrow();
    }
}
