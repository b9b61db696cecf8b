package io.serviceping.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.serviceping.collector.Collector;
import io.serviceping.collector.CollectorSettings;
import io.serviceping.testing.SentPing;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What any endpoint must do for a sender to be safe with it. Checks the reference collector, or what
 * {@code -Dservice-ping.conformance.url} names; {@code docs/reference/collector.md} says how.
 */
class EndpointConformanceTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String PROPERTY = "service-ping.conformance.";

    @TempDir
    static Path data;

    private static Optional<Collector> own = Optional.empty();
    private static URI endpoint = URI.create("http://localhost/");

    @BeforeAll
    static void choose() {
        String url = System.getProperty(PROPERTY + "url");
        if (url == null) {
            own = Optional.of(Collector.start(new CollectorSettings(InetAddress.getLoopbackAddress(), 0, data, null)));
            endpoint = own.get().endpoint();
        } else {
            endpoint = URI.create(url);
        }
    }

    @AfterAll
    static void close() {
        own.ifPresent(Collector::close);
    }

    private static Optional<String> secret(String name) throws Exception {
        String file = System.getProperty(PROPERTY + name);
        return file == null
                ? Optional.empty()
                : Optional.of(Files.readString(Path.of(file)).strip());
    }

    private static SentPing permitted(SentPing ping) throws Exception {
        secret("token-file").ifPresent(token -> ping.with("Authorization", "Bearer " + token));
        secret("signing-key-file").ifPresent(key -> ping.signed(key, System.currentTimeMillis() / 1000));
        return ping;
    }

    private static int status(SentPing ping) throws Exception {
        return permitted(ping).post(endpoint).statusCode();
    }

    private static JsonNode accepted(SentPing ping) throws Exception {
        HttpResponse<String> answer = permitted(ping).post(endpoint);
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201, 202);
        JsonNode receipt = MAPPER.readTree(answer.body());
        assertThat(receipt.path("ping_id").stringValue())
                .isEqualTo(ping.pingId().toString());
        assertThat(receipt.path("digest").stringValue()).isEqualTo(ping.digest());
        assertThat(receipt.path("receipt_id").stringValue()).isNotBlank();
        return receipt;
    }

    @Test
    void answersAPingWithAReceiptForIt() throws Exception {
        accepted(SentPing.fresh());
    }

    @Test
    void answersTheSamePingWithTheSameReceipt() throws Exception {
        SentPing ping = SentPing.fresh();

        assertThat(accepted(ping)).isEqualTo(accepted(ping));
    }

    @Test
    void answersParallelAttemptsWithOneReceipt() throws Exception {
        SentPing ping = permitted(SentPing.fresh());
        List<Callable<HttpResponse<String>>> attempts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            attempts.add(() -> ping.post(endpoint));
        }
        ExecutorService threads = Executors.newFixedThreadPool(attempts.size());
        JsonNode receipt = MAPPER.missingNode();
        for (Future<HttpResponse<String>> attempt : threads.invokeAll(attempts)) {
            // 409 says that another attempt is under way; whoever gets it tries again.
            if (attempt.get().statusCode() != 409) {
                assertThat(attempt.get().statusCode()).isIn(200, 201, 202);
                JsonNode own = MAPPER.readTree(attempt.get().body());
                assertThat(receipt.isMissingNode() || receipt.equals(own)).isTrue();
                receipt = own;
            }
        }
        threads.shutdown();
        assertThat(receipt).isEqualTo(accepted(ping));
    }

    @Test
    void refusesOtherBytesUnderTheSameKey() throws Exception {
        UUID pingId = UUID.randomUUID();
        String document = SentPing.document(pingId, UUID.randomUUID());
        accepted(SentPing.of(pingId, document));

        assertThat(status(SentPing.of(pingId, document + " "))).isEqualTo(422);
    }

    @Test
    void refusesASecondPingForAPeriod() throws Exception {
        UUID instance = UUID.randomUUID();
        accepted(SentPing.of(UUID.randomUUID(), instance));

        assertThat(status(SentPing.of(UUID.randomUUID(), instance))).isEqualTo(422);
    }

    @Test
    void refusesContentUnlikeItsDigest() throws Exception {
        assertThat(status(
                        SentPing.fresh().with("Content-Digest", SentPing.fresh().digest())))
                .isEqualTo(400);
        assertThat(status(SentPing.fresh().without("Content-Digest"))).isEqualTo(400);
    }

    @Test
    void refusesAPingWithoutItsKey() throws Exception {
        assertThat(status(SentPing.fresh().without("Idempotency-Key"))).isEqualTo(400);
        assertThat(status(SentPing.fresh().with("Idempotency-Key", "\"" + UUID.randomUUID() + "\"")))
                .isEqualTo(400);
    }

    @Test
    void refusesWhatIsNotAPing() throws Exception {
        assertThat(status(SentPing.of(UUID.randomUUID(), "{}"))).isEqualTo(422);
        assertThat(status(SentPing.of(UUID.randomUUID(), "{"))).isEqualTo(422);
        assertThat(status(SentPing.fresh().with("Content-Type", "text/plain"))).isEqualTo(415);
    }

    @Test
    void refusesAStranger() throws Exception {
        assumeTrue(secret("token-file").isPresent(), "only with a token");

        SentPing ping = permitted(SentPing.fresh()).with("Authorization", "Bearer unknown");
        assertThat(ping.post(endpoint).statusCode()).isEqualTo(401);
    }

    @Test
    void refusesAWrongSignature() throws Exception {
        assumeTrue(secret("signing-key-file").isPresent(), "only with a signing key");

        SentPing ping = permitted(SentPing.fresh()).with("webhook-signature", "v1,AAAA");
        assertThat(ping.post(endpoint).statusCode()).isEqualTo(401);
    }
}
