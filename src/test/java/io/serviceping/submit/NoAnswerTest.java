package io.serviceping.submit;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.outbox.Attempt;
import io.serviceping.outbox.Ping;
import io.serviceping.outbox.PingState;
import io.serviceping.outbox.Reason;
import io.serviceping.testing.TestDatabase;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way not to answer, or not to stop answering, leaves the ping waiting. */
class NoAnswerTest {
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final String CLOSED = "connection closed before the answer was complete";

    private record Fault(String name, RawEndpoint.Conduct conduct, Duration timeout, String reason) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> faultsOnBothDatabases() {
        Fault[] faults = {
            new Fault("reset", (connection, closing) -> connection.setSoLinger(true, 0), TestDelivery.PATIENT, CLOSED),
            new Fault("hang-up", (connection, closing) -> {}, TestDelivery.PATIENT, CLOSED),
            new Fault("silence", (connection, closing) -> closing.await(), SHORT, "no answer within 0.4 s"),
            new Fault(
                    "drip",
                    (connection, closing) -> {
                        RawEndpoint.send(connection, "HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n");
                        while (!closing.await(20, TimeUnit.MILLISECONDS)) {
                            RawEndpoint.send(connection, " ");
                        }
                    },
                    SHORT,
                    "no answer within 0.4 s"),
            new Fault(
                    "endless body",
                    (connection, closing) -> {
                        RawEndpoint.send(connection, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
                        while (closing.getCount() > 0) {
                            RawEndpoint.send(connection, " ".repeat(1000));
                        }
                    },
                    TestDelivery.PATIENT,
                    "HTTP 200 with an answer longer than any receipt"),
            new Fault(
                    "endless head",
                    (connection, closing) -> {
                        RawEndpoint.send(connection, "HTTP/1.1 200 OK\r\n");
                        while (!closing.await(20, TimeUnit.MILLISECONDS)) {
                            RawEndpoint.send(connection, "X: y\r\n");
                        }
                    },
                    SHORT,
                    "no answer within 0.4 s"),
            new Fault(
                    "truncated receipt",
                    (connection, closing) ->
                            RawEndpoint.send(connection, "HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n{\"ping_id\":"),
                    TestDelivery.PATIENT,
                    CLOSED),
            new Fault(
                    "not HTTP",
                    (connection, closing) -> RawEndpoint.send(connection, "SSH-2.0-OpenSSH_9.2\r\n\r\n"),
                    TestDelivery.PATIENT,
                    "the answer is not HTTP")
        };
        return Arrays.stream(TestDatabase.values())
                .flatMap(database -> Arrays.stream(faults).map(fault -> Arguments.of(database, fault)));
    }

    @ParameterizedTest
    @MethodSource("faultsOnBothDatabases")
    void leavesThePingWaiting(TestDatabase database, Fault fault) throws Exception {
        TestDelivery delivery = new TestDelivery(database);
        Ping ping = delivery.test.frozen(46);
        try (RawEndpoint endpoint = new RawEndpoint(fault.conduct)) {
            delivery.to(new Endpoint(endpoint.url(), Optional.empty(), TestDelivery.PATIENT, fault.timeout))
                    .deliverDue(() -> true);
        }
        assertThat(delivery.test.state(ping)).isEqualTo(PingState.WAITING);
        assertThat(delivery.test.outbox.attempts(ping.pingId()))
                .hasSize(3)
                .extracting(Attempt::end)
                .allSatisfy(end -> assertThat(end.orElseThrow().reason().text()).isEqualTo(fault.reason));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void endsTheRunWhenTheConnectionIsRefused(TestDatabase database) throws Exception {
        TestDelivery delivery = new TestDelivery(database);
        Ping first = delivery.test.frozen(45);
        Ping second = delivery.test.frozen(46);
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
        }
        DeliveryReport report = delivery.to(nobody).deliverDue(() -> true);
        assertThat(report.of(PingResult.Waiting.class))
                .extracting(PingResult.Waiting::reason)
                .containsExactly(Reason.of("connection refused"));
        assertThat(report.of(PingResult.Untouched.class)).containsExactly(new PingResult.Untouched(second.pingId()));
        assertThat(delivery.test.state(first)).isEqualTo(PingState.WAITING);
        assertThat(delivery.test.outbox.attempts(second.pingId())).isEmpty();
        assertThat(delivery.test.state(second)).isEqualTo(PingState.FROZEN);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void saysThatTheHostNameIsUnknown(TestDatabase database) {
        TestDelivery delivery = new TestDelivery(database);
        Ping ping = delivery.test.frozen(46);
        delivery.to(URI.create("https://nowhere.invalid/")).deliverDue(() -> true);
        assertThat(delivery.test.summary(ping).lastReason()).contains(Reason.of("host name not found"));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void saysThatTheOtherSideSpeaksNoTls(TestDatabase database) throws Exception {
        TestDelivery delivery = new TestDelivery(database);
        Ping ping = delivery.test.frozen(46);
        try (ServerSocket plain = new ServerSocket(0)) {
            Thread server = new Thread(() -> {
                try {
                    while (true) {
                        try (var connection = plain.accept()) {
                            connection.getInputStream().read();
                            connection
                                    .getOutputStream()
                                    .write("HTTP/1.1 400 No\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                        }
                    }
                } catch (java.io.IOException e) {
                    Thread.currentThread().interrupt();
                }
            });
            server.setDaemon(true);
            server.start();
            delivery.to(URI.create("https://127.0.0.1:" + plain.getLocalPort() + "/"))
                    .deliverDue(() -> true);
        }
        assertThat(delivery.test.summary(ping).lastReason().orElseThrow().text())
                .startsWith("TLS handshake failed");
    }
}
