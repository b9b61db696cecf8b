package io.serviceping.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceping.collector.store.Storage;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may deliver, how often, and who may read. */
class CollectorAccessTest {
    private static final Instant NOW = Instant.parse("2026-11-09T03:15:12Z");
    private static final String KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OTHER_KEY = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final UUID pingId = UUID.randomUUID();
    private final byte[] content =
            TestSender.zip(GoldenPing.of(pingId, UUID.randomUUID()).getBytes(StandardCharsets.UTF_8));
    private Path secrets;

    @BeforeEach
    void name() {
        secrets = folder.resolve("secrets");
    }

    private Collector start(Access access, Optional<Integer> perMinute) {
        Storage storage = Storage.in(folder.resolve("data"));
        return Collector.start(
                new CollectorSettings(InetAddress.getLoopbackAddress(), 0, storage, access, perMinute),
                Limits.USUAL,
                now::get);
    }

    private Collector signed(Optional<Duration> tolerance) {
        return start(new Access(Optional.empty(), Optional.empty(), Optional.of(secrets), tolerance), Optional.empty());
    }

    private TestSender sender() {
        return TestSender.bytes(pingId, content).with("Content-Encoding", "gzip");
    }

    private TestSender signedSender(String key, Instant at, byte[] signed) throws Exception {
        String id = pingId.toString();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes((id + "." + at.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
        text.writeBytes(signed);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(key.substring(6)), "HmacSHA256"));
        return sender().with("webhook-id", id)
                .with("webhook-timestamp", Long.toString(at.getEpochSecond()))
                .with(
                        "webhook-signature",
                        "v1a,AAAA v1," + Base64.getEncoder().encodeToString(mac.doFinal(text.toByteArray())));
    }

    @Test
    void takesWhatIsSignedWithAnyOfItsKeysHoweverLongAgo() throws Exception {
        SecretFileTest.write(secrets, OTHER_KEY, KEY);
        try (Collector collector = signed(Optional.empty())) {
            Instant longAgo = NOW.minus(Duration.ofDays(40));

            assertThat(signedSender(KEY, longAgo, content)
                            .post(collector.endpoint())
                            .statusCode())
                    .isEqualTo(201);
        }
    }

    @Test
    void answers401ToWhatIsNotSignedAsItShould() throws Exception {
        SecretFileTest.write(secrets, KEY);
        try (Collector collector = signed(Optional.of(Duration.ofMinutes(5)))) {
            assertRefused(collector, sender(), "webhook-id is required");
            assertRefused(collector, signedSender(OTHER_KEY, NOW, content), "No signature");
            assertRefused(collector, signedSender(KEY, NOW, new byte[] {1}), "No signature");
            assertRefused(collector, signedSender(KEY, NOW.minusSeconds(301), content), "webhook-timestamp");
            assertRefused(collector, signedSender(KEY, NOW.plusSeconds(301), content), "webhook-timestamp");
            assertRefused(
                    collector,
                    signedSender(KEY, NOW, content).with("webhook-timestamp", "today"),
                    "seconds since 1970");
            assertRefused(
                    collector,
                    signedSender(KEY, NOW, content)
                            .with("webhook-id", UUID.randomUUID().toString()),
                    "webhook-id");
            assertThat(signedSender(KEY, NOW.minusSeconds(300), content)
                            .post(collector.endpoint())
                            .statusCode())
                    .isEqualTo(201);
        }
    }

    private static void assertRefused(Collector collector, TestSender sender, String error) {
        HttpResponse<String> answer = sender.post(collector.endpoint());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
        assertThat(answer.body()).contains(error);
    }

    @Test
    void takesANewTokenWithoutARestart() throws Exception {
        SecretFileTest.write(secrets, "one");
        Access access = new Access(Optional.of(secrets), Optional.empty(), Optional.empty(), Optional.empty());
        try (Collector collector = start(access, Optional.empty())) {
            assertThat(withToken(collector, "two")).isEqualTo(401);
            SecretFileTest.write(secrets, "one", "two");
            assertThat(withToken(collector, "one")).isEqualTo(201);
            assertThat(withToken(collector, "two")).isEqualTo(200);
            SecretFileTest.write(secrets, "two");
            assertThat(withToken(collector, "one")).isEqualTo(401);
        }
    }

    private int withToken(Collector collector, String token) {
        return sender().with("Authorization", "Bearer " + token)
                .post(collector.endpoint())
                .statusCode();
    }

    @Test
    void showsNothingToThoseWhoMayOnlyDeliver() throws Exception {
        SecretFileTest.write(secrets, "sender");
        Path readers = SecretFileTest.write(folder.resolve("readers"), "reader");
        Access access = new Access(Optional.of(secrets), Optional.of(readers), Optional.empty(), Optional.empty());
        try (Collector collector = start(access, Optional.empty())) {
            for (String path : new String[] {"/pings", "/pings.jsonl", "/pings.csv", "/report", "/rejects"}) {
                assertThat(read(collector, path, "sender")).as(path).isEqualTo(401);
                assertThat(read(collector, path, "reader")).as(path).isEqualTo(200);
            }
            assertThat(withToken(collector, "reader")).isEqualTo(401);
            assertThat(withToken(collector, "sender")).isEqualTo(201);
        }
    }

    private static int read(Collector collector, String path, String token) {
        return TestSender.send(HttpRequest.newBuilder(collector.endpoint().resolve(path))
                        .header("Authorization", "Bearer " + token))
                .statusCode();
    }

    @Test
    void answers429WithTheSecondsToTheNextMinute() {
        try (Collector collector = start(Access.OPEN, Optional.of(2))) {
            assertThat(sender().post(collector.endpoint()).statusCode()).isEqualTo(201);
            assertThat(sender().post(collector.endpoint()).statusCode()).isEqualTo(200);

            HttpResponse<String> third = sender().post(collector.endpoint());

            assertThat(third.statusCode()).isEqualTo(429);
            assertThat(third.headers().firstValue("Retry-After")).contains("48");
            now.set(NOW.plusSeconds(48));
            assertThat(sender().post(collector.endpoint()).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void doesNotStartWithAKeyThatIsNone() throws Exception {
        SecretFileTest.write(secrets, "hello");

        assertThatThrownBy(() -> signed(Optional.empty()))
                .hasMessageContaining("whsec_")
                .hasMessageContaining(secrets.toString());
    }
}
