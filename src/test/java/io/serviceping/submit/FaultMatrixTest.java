package io.serviceping.submit;

import static io.serviceping.outbox.PingState.DELIVERED;
import static io.serviceping.outbox.PingState.HELD;
import static io.serviceping.outbox.PingState.QUARANTINED;
import static io.serviceping.outbox.PingState.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import io.serviceping.outbox.Attempt;
import io.serviceping.outbox.Ping;
import io.serviceping.outbox.PingState;
import io.serviceping.outbox.PingSummary;
import io.serviceping.submit.http.Endpoint;
import io.serviceping.submit.http.KeyFiles;
import io.serviceping.submit.http.RawEndpoint;
import io.serviceping.submit.http.TestCertificates;
import io.serviceping.submit.http.TestEndpoint;
import io.serviceping.submit.http.TestEndpoint.Received;
import io.serviceping.submit.http.TestEndpoint.Scripted;
import io.serviceping.submit.http.TlsFiles;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every way in which a delivery can fail, on both databases. Tests the effect on the ping, and that it is delivered
 * once, with its receipt, after the endpoint has recovered.
 */
class FaultMatrixTest {
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Duration LATER = Duration.ofHours(25);
    private static final String CLOSED = "connection closed before the answer was complete";

    private static final String WITHOUT_ANSWER = CLOSED + "; if the port of endpoint.url speaks TLS, write https://";

    @TempDir
    static Path folder;

    private interface Failing {
        Broken start(TestEndpoint healthy) throws Exception;
    }

    private record Broken(URI url, AutoCloseable server, TlsFiles tls) {
        Broken(URI url, AutoCloseable server) {
            this(url, server, TlsFiles.NONE);
        }
    }

    private record Due(Duration from, Duration to) {}

    /**
     * @param reason a regular expression
     * @param nextAttempt the wait between the last attempt and the next
     */
    private record Fault(
            String name, Failing failing, Duration timeout, PingState state, String reason, Due nextAttempt) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final Due NEVER = new Due(Duration.ZERO, Duration.ZERO);
    private static final Due WITHIN_A_DAY = new Due(Duration.ZERO, Duration.ofDays(1));

    static Stream<Arguments> faultsOnBothDatabases() {
        List<Fault> faults = Stream.of(noConnection(), brokenConnection(), noReceipt(), statuses(), retryAfter())
                .flatMap(part -> part)
                .toList();
        return Arrays.stream(TestDatabase.values())
                .flatMap(database -> faults.stream().map(fault -> Arguments.of(database, fault)));
    }

    private static Stream<Fault> noConnection() {
        return Stream.of(
                waiting(
                        "refused",
                        healthy -> {
                            try (ServerSocket socket = new ServerSocket(0)) {
                                return at("http://127.0.0.1:" + socket.getLocalPort() + "/");
                            }
                        },
                        "connection refused"),
                // TEST-NET-1 of RFC 5737: no host has this address. The network decides which of these results appears.
                new Fault(
                        "unreachable host",
                        healthy -> at("https://192.0.2.1/"),
                        SHORT,
                        WAITING,
                        "no connection within 0.4 s|no answer within 0.4 s|host not reachable|connection refused",
                        WITHIN_A_DAY),
                waiting("DNS failure", healthy -> at("https://nowhere.invalid/"), "host name not found"),
                waiting(
                        "untrusted certificate",
                        healthy -> tls(false, "ip:127.0.0.1"),
                        "TLS handshake failed: certificate not trusted .*endpoint\\.trust-store.*"),
                waiting(
                        "wrong host name",
                        healthy -> tls(true, "dns:other.example"),
                        "TLS handshake failed: certificate refused, or made out to another name .*endpoint\\.url"),
                waiting(
                        "no TLS",
                        healthy -> plainSpoken(),
                        "the endpoint speaks plain HTTP, not TLS, at the port of endpoint.url"));
    }

    private static Stream<Fault> brokenConnection() {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: 200\r\n";
        return Stream.of(
                raw(
                        "reset before the head",
                        TestDelivery.PATIENT,
                        WITHOUT_ANSWER,
                        (connection, closing) -> connection.setSoLinger(true, 0)),
                raw("reset in the headers", TestDelivery.PATIENT, CLOSED, (connection, closing) -> {
                    RawEndpoint.send(connection, head);
                    connection.setSoLinger(true, 0);
                }),
                raw("reset in the body", TestDelivery.PATIENT, CLOSED, (connection, closing) -> {
                    RawEndpoint.send(connection, head + "\r\n{\"ping_id\":");
                    connection.setSoLinger(true, 0);
                }),
                raw("hang-up", TestDelivery.PATIENT, WITHOUT_ANSWER, (connection, closing) -> {}),
                raw(
                        "truncated receipt",
                        TestDelivery.PATIENT,
                        CLOSED,
                        (connection, closing) -> RawEndpoint.send(connection, head + "\r\n{\"ping_id\":")),
                raw("silence", SHORT, "no answer within 0.4 s", (connection, closing) -> closing.await()),
                raw("slow drip", SHORT, "no answer within 0.4 s", (connection, closing) -> {
                    RawEndpoint.send(connection, "HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n");
                    while (!closing.await(20, TimeUnit.MILLISECONDS)) {
                        RawEndpoint.send(connection, " ");
                    }
                }),
                raw("endless headers", SHORT, "no answer within 0.4 s", (connection, closing) -> {
                    RawEndpoint.send(connection, "HTTP/1.1 200 OK\r\n");
                    while (!closing.await(20, TimeUnit.MILLISECONDS)) {
                        RawEndpoint.send(connection, "X: y\r\n");
                    }
                }),
                raw(
                        "endless body",
                        TestDelivery.PATIENT,
                        "HTTP 200 with an answer longer than any receipt",
                        (connection, closing) -> {
                            RawEndpoint.send(connection, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
                            while (closing.getCount() > 0) {
                                RawEndpoint.send(connection, " ".repeat(1000));
                            }
                        }),
                raw(
                        "not HTTP",
                        TestDelivery.PATIENT,
                        "the answer is not HTTP",
                        (connection, closing) -> RawEndpoint.send(connection, "SSH-2.0-OpenSSH_9.2\r\n\r\n")),
                tlsAlert('\n'),
                tlsAlert('('));
    }

    /** Plain HTTP at a port of TLS. The JDK's client takes 10, unexpected_message, for the end of a line. */
    private static Fault tlsAlert(char description) {
        return raw(
                "alert " + (int) description + " of TLS",
                TestDelivery.PATIENT,
                "the endpoint speaks TLS, not plain HTTP, at the port of endpoint.url: write https://",
                (connection, closing) ->
                        RawEndpoint.send(connection, "\u0015\u0003\u0003\u0000\u0002\u0002" + description));
    }

    private static Stream<Fault> noReceipt() {
        return Stream.of(
                answered(
                        "200 with HTML",
                        WAITING,
                        "HTTP 200 without a receipt \\(text/html\\)",
                        request -> new Scripted(200, Map.of("Content-Type", "text/html"), "<html>log in</html>")),
                answered(
                        "200 with nothing",
                        WAITING,
                        "HTTP 200 without a receipt",
                        request -> new Scripted(200, Map.of(), "")),
                answered(
                        "200 with another ping's receipt",
                        WAITING,
                        "HTTP 200 but its receipt names another ping",
                        request -> new Scripted(
                                200,
                                Map.of(),
                                TestEndpoint.receiptJson(
                                        "00000000-0000-4000-8000-00000000dead",
                                        request.header("Content-Digest"),
                                        "r"))),
                answered(
                        "202 without a receipt",
                        WAITING,
                        "HTTP 202 without a receipt",
                        request -> new Scripted(202, Map.of(), "{}")),
                answered("204", WAITING, "HTTP 204 without a receipt", request -> new Scripted(204, Map.of(), "")),
                waiting(
                        "301 to elsewhere",
                        healthy -> scripted(request -> new Scripted(
                                301, Map.of("Location", healthy.url().toString()), "")),
                        "HTTP 301 \\(redirects are not followed\\)"));
    }

    private static Stream<Fault> statuses() {
        Stream<Fault> waiting = IntStream.of(401, 403, 407, 408, 409, 421, 425, 426, 431, 500, 502, 503, 504)
                .mapToObj(status -> status(status, WAITING));
        Stream<Fault> refused = IntStream.of(400, 404, 413, 422).mapToObj(status -> status(status, QUARANTINED));
        return Stream.of(waiting, refused, Stream.of(status(410, HELD))).flatMap(part -> part);
    }

    private static Stream<Fault> retryAfter() {
        Instant inTwoHours = new io.serviceping.outbox.SettableClock().instant().plus(Duration.ofHours(2));
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(inTwoHours.atOffset(ZoneOffset.UTC));
        return Stream.of(
                retryAfter("seconds", "7200", Duration.ofHours(2), Duration.ofHours(2)),
                retryAfter("a date", date, Duration.ofMinutes(110), Duration.ofHours(2)),
                retryAfter("nonsense", "soon", Duration.ZERO, Duration.ofHours(1)),
                retryAfter("a year", "31536000", Duration.ofDays(1), Duration.ofDays(1)));
    }

    private static Fault retryAfter(String name, String value, Duration least, Duration most) {
        return new Fault(
                "429 with Retry-After: " + name,
                healthy -> scripted(request -> new Scripted(429, Map.of("Retry-After", value), "")),
                TestDelivery.PATIENT,
                WAITING,
                "HTTP 429",
                new Due(least, most));
    }

    private static Fault status(int status, PingState state) {
        return answered(
                String.valueOf(status),
                state,
                "HTTP " + status + "( \\(.*\\))?",
                request -> new Scripted(status, Map.of(), "{\"error\":\"secret\"}"));
    }

    private static Fault answered(String name, PingState state, String reason, Function<Received, Scripted> answer) {
        return new Fault(
                name,
                healthy -> scripted(answer),
                TestDelivery.PATIENT,
                state,
                reason,
                state == WAITING ? WITHIN_A_DAY : NEVER);
    }

    private static Fault raw(String name, Duration timeout, String reason, RawEndpoint.Conduct conduct) {
        return new Fault(
                name,
                healthy -> {
                    RawEndpoint server = new RawEndpoint(conduct);
                    return new Broken(server.url(), server);
                },
                timeout,
                WAITING,
                reason,
                WITHIN_A_DAY);
    }

    private static Fault waiting(String name, Failing failing, String reason) {
        return new Fault(name, failing, TestDelivery.PATIENT, WAITING, reason, WITHIN_A_DAY);
    }

    /** Answers a TLS handshake with plain HTTP. */
    private static Broken plainSpoken() throws IOException {
        ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread server = new Thread(() -> {
            try {
                while (true) {
                    try (Socket connection = socket.accept()) {
                        connection.getInputStream().read();
                        RawEndpoint.send(connection, "HTTP/1.1 400 No\r\n\r\n");
                    }
                }
            } catch (IOException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.setDaemon(true);
        server.start();
        return new Broken(URI.create("https://127.0.0.1:" + socket.getLocalPort() + "/"), socket);
    }

    private static Broken at(String url) {
        return new Broken(URI.create(url), () -> {});
    }

    private static Broken scripted(Function<Received, Scripted> answer) throws Exception {
        TestEndpoint server = new TestEndpoint();
        for (int i = 0; i < 3; i++) {
            server.then(answer);
        }
        return new Broken(server.url(), server);
    }

    /** An endpoint with a certificate for this name, which we trust or not. */
    private static Broken tls(boolean isTrusted, String alternativeName) throws Exception {
        TestCertificates certificates = new TestCertificates(Files.createTempDirectory(folder, "tls"));
        Path store = certificates.store("server", alternativeName);
        TestEndpoint server = new TestEndpoint(new HttpsConfigurator(TestCertificates.context(store, store)));
        TlsFiles tls = new TlsFiles(
                Optional.of(certificates.pem(store)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new Broken(server.url("127.0.0.1"), server, isTrusted ? tls : TlsFiles.NONE);
    }

    @ParameterizedTest
    @MethodSource("faultsOnBothDatabases")
    void losesNothingAndArrivesOnceAfterRecovery(TestDatabase database, Fault fault) throws Exception {
        TestDelivery delivery = new TestDelivery(database);
        Ping ping = delivery.test.frozen(46);
        try (TestEndpoint healthy = new TestEndpoint()) {
            Broken broken = fault.failing.start(healthy);
            try (AutoCloseable server = broken.server) {
                delivery.to(new Endpoint(
                                broken.url,
                                new KeyFiles(Optional.empty(), Optional.empty()),
                                broken.tls,
                                Optional.empty(),
                                fault.timeout,
                                fault.timeout))
                        .deliverDue(() -> true);
            }
            assertFailedAs(fault, delivery, ping);
            assertThat(healthy.received).isEmpty();
            recover(delivery, ping, healthy);
            assertArrivedOnce(delivery, ping, healthy);
        }
    }

    private static void assertFailedAs(Fault fault, TestDelivery delivery, Ping ping) {
        PingSummary summary = delivery.test.summary(ping);
        assertThat(summary.state()).isEqualTo(fault.state);
        assertThat(summary.lastReason().orElseThrow().text()).matches(fault.reason);
        assertThat(delivery.test.outbox.receipt(ping.pingId())).isEmpty();
        List<Attempt> attempts = delivery.test.outbox.attempts(ping.pingId());
        Attempt.End last = attempts.get(attempts.size() - 1).end().orElseThrow();
        assertThat(last.outcome().name()).isEqualTo(fault.state.name());
        assertThat(last.nextAttemptAt().isPresent()).isEqualTo(fault.state == WAITING);
        last.nextAttemptAt()
                .ifPresent(next -> assertThat(Duration.between(last.at(), next))
                        .isBetween(fault.nextAttempt.from.minusSeconds(1), fault.nextAttempt.to.plusSeconds(1)));
    }

    private static void recover(TestDelivery delivery, Ping ping, TestEndpoint healthy) {
        Delivery run = delivery.to(healthy.url());
        PingState state = delivery.test.state(ping);
        if (state == WAITING) {
            delivery.test.clock.advance(LATER);
        } else {
            delivery.test.clock.advance(LATER);
            assertThat(run.deliverDue(() -> true).isEmpty()).isTrue();
            assertThat(delivery.test.outbox.redrive(ping.pingId())).isTrue();
        }
        assertThat(run.deliverDue(() -> true).isAllDelivered()).isTrue();
        assertThat(run.deliverDue(() -> true).isEmpty()).isTrue();
    }

    private static void assertArrivedOnce(TestDelivery delivery, Ping ping, TestEndpoint healthy) {
        assertThat(delivery.test.state(ping)).isEqualTo(DELIVERED);
        assertThat(delivery.test.outbox.receipt(ping.pingId()).orElseThrow().receiptId())
                .isEqualTo("r-42");
        assertThat(healthy.received).singleElement().satisfies(request -> {
            assertThat(request.pingId()).isEqualTo(ping.pingId().toString());
            assertThat(request.body()).isEqualTo(ping.content().bytes());
        });
    }

    /**
     * The endpoint commits and its answer is lost. The second arrival is harmless because it has the same key and
     * bytes.
     */
    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void sendsTheSameAgainWhenTheAcknowledgementWasLostAfterTheCommit(TestDatabase database) throws Exception {
        TestDelivery delivery = new TestDelivery(database);
        Ping ping = delivery.test.frozen(46);
        try (TestEndpoint endpoint = new TestEndpoint()) {
            for (int i = 0; i < 3; i++) {
                endpoint.then(request -> new Scripted(TestEndpoint.CUT_OFF, Map.of(), ""));
            }
            delivery.to(endpoint.url()).deliverDue(() -> true);
            assertThat(delivery.test.state(ping)).isEqualTo(WAITING);
            assertThat(delivery.test.summary(ping).lastReason().orElseThrow().text())
                    .isEqualTo(WITHOUT_ANSWER);
            delivery.test.clock.advance(LATER);
            assertThat(delivery.to(endpoint.url()).deliverDue(() -> true).isAllDelivered())
                    .isTrue();
            assertThat(endpoint.received).hasSizeGreaterThanOrEqualTo(4);
            assertThat(endpoint.received).allSatisfy(request -> {
                assertThat(request.pingId()).isEqualTo(ping.pingId().toString());
                assertThat(request.body()).isEqualTo(ping.content().bytes());
            });
        }
    }
}
