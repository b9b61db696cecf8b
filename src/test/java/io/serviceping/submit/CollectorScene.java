package io.serviceping.submit;

import io.serviceping.collector.Access;
import io.serviceping.collector.Collector;
import io.serviceping.collector.CollectorSettings;
import io.serviceping.collector.store.Storage;
import io.serviceping.conformance.SentPing;
import io.serviceping.conformance.SigningSecret;
import io.serviceping.outbox.Draft;
import io.serviceping.outbox.Ping;
import io.serviceping.outbox.SettableClock;
import io.serviceping.outbox.TestOutbox;
import io.serviceping.submit.http.Endpoint;
import io.serviceping.submit.http.KeyFiles;
import io.serviceping.submit.http.TlsFiles;
import io.serviceping.testing.Senders;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A sender with one ping, and its collector, whose store can be either database. */
final class CollectorScene implements AutoCloseable {
    static final String TOKEN = "a-token";
    static final String KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    static final String OTHER_KEY = "whsec_AAAA9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final int PER_MINUTE = 10;
    private static final int TOO_MANY_BYTES = 8 * 1024 * 1024;

    private final TestDelivery delivery;
    private final TestDatabase.Url store;
    private final SettableClock clock = new SettableClock();
    private final Collector collector;
    private final Path senderToken;
    private final Path senderKey;
    private final UUID pingId = UUID.randomUUID();
    private final UUID instance = UUID.randomUUID();
    private String document = SentPing.document(pingId, instance);
    private String path = "/pings";

    private CollectorScene(TestDatabase database, Path folder) throws IOException {
        this.delivery = new TestDelivery(database);
        this.store = database == TestDatabase.H2
                ? new TestDatabase.Url("jdbc:h2:mem:" + UUID.randomUUID(), "sa", "")
                : database.create();
        this.senderToken = secret(folder.resolve("sender-token"), TOKEN);
        this.senderKey = secret(folder.resolve("sender-key"), KEY);
        Access access = new Access(
                Optional.of(secret(folder.resolve("token"), TOKEN)),
                Optional.empty(),
                Optional.of(secret(folder.resolve("key"), KEY)),
                Optional.empty());
        this.collector = Collector.start(
                new CollectorSettings(
                        InetAddress.getLoopbackAddress(),
                        0,
                        new Storage(store.jdbc(), store.username(), store.password()),
                        access,
                        Optional.of(PER_MINUTE)),
                clock);
    }

    static CollectorScene on(TestDatabase database, Path folder) throws IOException {
        return new CollectorScene(database, folder);
    }

    private static Path secret(Path file, String content) throws IOException {
        return Files.setPosixFilePermissions(
                Files.writeString(file, content), PosixFilePermissions.fromString("rw-------"));
    }

    TestOutbox test() {
        return delivery.test;
    }

    Ping freeze() {
        Draft draft = Draft.of(pingId, document.getBytes(StandardCharsets.UTF_8), true);
        return test().outbox.freeze(instance, "2026-W45", position -> draft).ping();
    }

    Delivery delivery() {
        return delivery.to(new Endpoint(
                collector.endpoint().resolve(path),
                new KeyFiles(Optional.of(senderToken), Optional.of(senderKey)),
                TlsFiles.NONE,
                Optional.empty(),
                TestDelivery.PATIENT,
                TestDelivery.PATIENT));
    }

    void senderToken(String token) throws IOException {
        secret(senderToken, token);
    }

    void senderKey(String key) throws IOException {
        secret(senderKey, key);
    }

    void path(String other) {
        path = other;
    }

    void document(String other) {
        document = other;
    }

    void underAnotherKey() {
        document = SentPing.document(UUID.randomUUID(), instance);
    }

    /** Adds random bytes, which gzip can hardly compress. */
    void withRandomBytes() {
        byte[] random = new byte[TOO_MANY_BYTES];
        new Random(46).nextBytes(random);
        document = document.replaceFirst(
                "\\{", "{\"more\": \"" + java.util.Base64.getEncoder().encodeToString(random) + "\",");
    }

    void withBlanks() {
        document = " ".repeat(TOO_MANY_BYTES) + document;
    }

    void exhaustTheMinute() throws Exception {
        for (int i = 0; i < PER_MINUTE; i++) {
            store(SentPing.fresh());
        }
    }

    void nextMinute() {
        clock.advance(Duration.ofMinutes(1));
    }

    void storeOtherBytes() throws Exception {
        store(SentPing.of(pingId, document + " "));
    }

    void storeAnotherPing() throws Exception {
        store(SentPing.of(UUID.randomUUID(), instance));
    }

    private void store(SentPing ping) throws Exception {
        SentPing permitted =
                ping.with("Authorization", "Bearer " + TOKEN).signed(SigningSecret.of(KEY), clock.instant());
        if (Senders.post(permitted, collector.endpoint()).statusCode() != 201) {
            throw new AssertionError("not stored");
        }
    }

    void hideTheTable() {
        store.execute("alter table ping rename to ping_away");
    }

    void showTheTable() {
        store.execute("alter table ping_away rename to ping");
    }

    /** The stored pings, newest first. Empty: the store cannot be read. */
    List<String> stored() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(collector.endpoint().toString()))
                .header("Authorization", "Bearer " + TOKEN)
                .build();
        JsonNode pings = JsonMapper.shared()
                .readTree(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .body());
        return pings.isArray()
                ? StreamSupport.stream(pings.spliterator(), false)
                        .map(JsonNode::toString)
                        .toList()
                : List.of();
    }

    @Override
    public void close() {
        collector.close();
    }
}
