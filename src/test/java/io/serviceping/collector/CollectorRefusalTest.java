package io.serviceping.collector;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CollectorRefusalTest {
    private static final String TOKEN = "s3cret";
    private static final JsonMapper MAPPER = new JsonMapper();

    @TempDir
    Path data;

    private final UUID pingId = UUID.randomUUID();
    private final String document = GoldenPing.of(pingId, UUID.randomUUID());
    private Collector collector;
    private URI endpoint;

    @BeforeEach
    void start() throws Exception {
        Path tokens = SecretFileTest.write(data.resolve("tokens"), TOKEN);
        collector = Collector.start(new CollectorSettings(InetAddress.getLoopbackAddress(), 0, data, tokens));
        endpoint = collector.endpoint();
    }

    @AfterEach
    void nothingIsStored() {
        HttpRequest.Builder list = HttpRequest.newBuilder(endpoint).header("Authorization", "bearer " + TOKEN);
        assertThat(TestSender.send(list).body()).isEqualTo("[]");
        collector.close();
    }

    private TestSender sender() {
        return TestSender.zipped(pingId, document).with("Authorization", "Bearer " + TOKEN);
    }

    @Test
    void answers401WithoutTheToken() {
        HttpResponse<String> answer = sender().without("Authorization").post(endpoint);

        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertRefused(answer, 401, "Authorization");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer s3cre", "Bearer s3crets", "Bearer ", "Bearer", "Basic s3cret", "s3cret"})
    void answers401ToAnotherToken(String authorization) {
        assertRefused(sender().with("Authorization", authorization).post(endpoint), 401, "token");
    }

    @Test
    void hidesStoredPingsFromThoseWithoutTheToken() {
        assertThat(TestSender.get(endpoint).statusCode()).isEqualTo(401);
        assertThat(TestSender.get(URI.create(endpoint + "/" + pingId)).statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/jsonx", "application/json; charset=iso-8859-1"})
    void answers415ToAnotherContentType(String type) {
        assertRefused(sender().with("Content-Type", type).post(endpoint), 415, "application/json");
    }

    @Test
    void answers415WithoutAContentType() {
        assertRefused(sender().without("Content-Type").post(endpoint), 415, "application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "gzip, gzip", "deflate"})
    void answers415ToAnotherContentEncoding(String encoding) {
        assertRefused(sender().with("Content-Encoding", encoding).post(endpoint), 415, "gzip");
    }

    @Test
    void answers400WithoutAnIdempotencyKey() {
        assertRefused(sender().without("Idempotency-Key").post(endpoint), 400, "Idempotency-Key");
    }

    @Test
    void answers400ToAnIdempotencyKeyThatIsNotAQuotedPingId() {
        for (String key : new String[] {pingId.toString(), "\"7\"", "\"" + pingId + "\";a=1", "'" + pingId + "'"}) {
            assertRefused(sender().with("Idempotency-Key", key).post(endpoint), 400, "Idempotency-Key must be");
        }
    }

    @Test
    void answers400ToAnIdempotencyKeyUnlikeThePingId() {
        String other = "\"" + UUID.randomUUID() + "\"";

        assertRefused(sender().with("Idempotency-Key", other).post(endpoint), 400, "not the ping_id");
    }

    @Test
    void answers400WithoutAContentDigest() {
        HttpResponse<String> answer = sender().without("Content-Digest").post(endpoint);

        assertThat(answer.headers().firstValue("Want-Content-Digest")).contains("sha-256=10");
        assertRefused(answer, 400, "Content-Digest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha-256=abc", "sha-256=:AAAA:", "sha-512=:AAAA:", "md5=:AAAA:"})
    void answers400ToAMalformedContentDigest(String digest) {
        assertRefused(sender().with("Content-Digest", digest).post(endpoint), 400, "Content-Digest must be");
    }

    @Test
    void answers400WhenTheContentIsNotWhatTheDigestSays() {
        String ofThePlainText = Sha256.contentDigest(document.getBytes(StandardCharsets.UTF_8));

        assertRefused(sender().with("Content-Digest", ofThePlainText).post(endpoint), 400, "not the digest");
    }

    @Test
    void answers400WhenTheContentIsNotGzip() {
        TestSender plain = TestSender.plain(pingId, document).with("Content-Encoding", "gzip");

        assertRefused(plain.with("Authorization", "Bearer " + TOKEN).post(endpoint), 400, "not gzip");
    }

    @Test
    void answers400ToGzipThatIsCutShort() {
        byte[] whole = TestSender.zip(document.getBytes(StandardCharsets.UTF_8));
        TestSender part = TestSender.bytes(pingId, java.util.Arrays.copyOf(whole, whole.length / 2))
                .with("Content-Encoding", "gzip");

        assertRefused(part.with("Authorization", "Bearer " + TOKEN).post(endpoint), 400, "not gzip");
    }

    @Test
    void answers413ToMoreThan5MiBAsSent() {
        TestSender large = TestSender.bytes(pingId, new byte[5 * 1024 * 1024 + 1]);

        assertRefused(large.with("Authorization", "Bearer " + TOKEN).post(endpoint), 413, "5242880 bytes as sent");
    }

    @Test
    void answers413ToAGzipBomb() {
        byte[] bomb = TestSender.zip(new byte[64 * 1024 * 1024]);
        TestSender sender = TestSender.bytes(pingId, bomb).with("Content-Encoding", "gzip");

        assertRefused(sender.with("Authorization", "Bearer " + TOKEN).post(endpoint), 413, "bytes unzipped");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "not json", "{} {}", "{\"a\":1,\"a\":2}", "\ufeff{}", "{'a':1}", "[1,]", "NaN"})
    void answers422ToWhatIsNotStrictJson(String content) {
        HttpResponse<String> answer = post(content.getBytes(StandardCharsets.UTF_8));

        assertRefused(answer, 422, "not strict JSON");
        assertThat(errors(answer).path(0).path("at").stringValue()).isEmpty();
    }

    @Test
    void answers422ToAnEncodingOtherThanUtf8() {
        assertRefused(post(document.getBytes(StandardCharsets.UTF_16)), 422, "not strict JSON");
        assertRefused(post("{\"a\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1)), 422, "not strict JSON");
    }

    @Test
    void answers422ToNestingWithoutEnd() {
        assertRefused(post("{\"a\":".repeat(100_000).getBytes(StandardCharsets.UTF_8)), 422, "not strict JSON");
    }

    @Test
    void answers422WithThePlacesThatAreUnlikeTheSchema() {
        String wrong = document.replace("4190", "[4190]").replace("\"sequence\": 1,", "\"sequence\": 0,");

        HttpResponse<String> answer = post(wrong.getBytes(StandardCharsets.UTF_8));

        assertRefused(answer, 422, "schema");
        assertThat(errors(answer).valueStream())
                .extracting(error -> error.path("at").stringValue())
                .containsExactlyInAnyOrder("/sequence", "/metrics/counts/issues");
        assertThat(errors(answer).valueStream())
                .extracting(error -> error.path("message").stringValue())
                .allMatch(message -> !message.isBlank());
    }

    private HttpResponse<String> post(byte[] content) {
        return TestSender.bytes(pingId, content)
                .with("Authorization", "Bearer " + TOKEN)
                .post(endpoint);
    }

    private static JsonNode errors(HttpResponse<String> answer) {
        return MAPPER.readTree(answer.body()).path("errors");
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String error) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode problem = MAPPER.readTree(answer.body());
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(problem.path("status").intValue()).isEqualTo(status);
        assertThat(problem.path("type").stringValue()).startsWith("urn:service-ping:problem:");
        assertThat(problem.path("title").stringValue()).isNotBlank();
        assertThat(problem.path("detail").stringValue()).contains(error).endsWith(".");
    }
}
