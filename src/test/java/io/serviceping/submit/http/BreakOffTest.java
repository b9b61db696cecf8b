package io.serviceping.submit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceping.outbox.Attempt;
import io.serviceping.outbox.Claim;
import io.serviceping.outbox.Draft;
import io.serviceping.outbox.GzipContent;
import io.serviceping.outbox.Ping;
import io.serviceping.outbox.PingState;
import io.serviceping.outbox.TestOutbox;
import io.serviceping.submit.Delivery;
import io.serviceping.submit.DeliveryReport;
import io.serviceping.submit.PingResult;
import io.serviceping.submit.TestDelivery;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Loss of permission in each phase of an exchange. */
class BreakOffTest {
    private static final int MORE_THAN_SOCKETS_HOLD = 24 << 20;

    @TempDir
    Path folder;

    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private URI url(String scheme) {
        return URI.create(scheme + "://127.0.0.1:" + server.getLocalPort() + "/");
    }

    /** Permission for this number of checks. The first check is before the claim, the second after it. */
    private static Permission givenFor(int questions) {
        AtomicInteger asked = new AtomicInteger();
        return () -> asked.incrementAndGet() <= questions;
    }

    private static void assertWaits(TestDelivery delivery, Ping ping) {
        assertThat(delivery.test.state(ping)).isEqualTo(PingState.WAITING);
        assertThat(delivery.test.summary(ping).isDue(delivery.test.clock.instant()))
                .isTrue();
        Attempt.End end =
                delivery.test.outbox.attempts(ping.pingId()).get(0).end().orElseThrow();
        assertThat(end.outcome()).isEqualTo(Attempt.Outcome.WAITING);
        assertThat(end.reason().text()).isEqualTo("cancelled: switched off");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void connectsNowhereWhenItIsTakenBackWhileTheClaimWaits(TestDatabase database) throws Exception {
        TestDelivery delivery = new TestDelivery(database);
        Ping ping = delivery.test.frozen(46);
        Ping behind = delivery.test.frozen(47);

        DeliveryReport report = delivery.to(url("http")).deliverDue(givenFor(1));

        assertThat(report.of(PingResult.NotAllowed.class)).hasSize(2);
        assertWaits(delivery, ping);
        assertThat(delivery.test.state(behind)).isEqualTo(PingState.FROZEN);
        server.setSoTimeout(1);
        assertThatThrownBy(server::accept).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void hangsUpOnAnEndpointThatDoesNotAnswer(TestDatabase database) throws Exception {
        TestDelivery delivery = new TestDelivery(database);
        Ping ping = delivery.test.frozen(46);

        DeliveryReport report = delivery.to(url("http")).deliverDue(givenFor(2));

        assertThat(report.isStoppedByOptOut()).isTrue();
        assertWaits(delivery, ping);
        try (Socket connection = server.accept()) {
            assertEnds(connection.getInputStream());
        }
    }

    @Test
    void sendsNothingOfAPingWhenTheHandshakeIsDoneAfterwards() throws Exception {
        TestCertificates certificates = new TestCertificates(folder);
        Path store = certificates.store("server", "ip:127.0.0.1");
        SSLContext context = TestCertificates.context(store);
        TestDelivery delivery = new TestDelivery(TestDatabase.H2);
        Ping ping = delivery.test.frozen(46);
        TlsFiles tls = new TlsFiles(
                Optional.of(certificates.pem(store)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        Endpoint endpoint = new Endpoint(
                url("https"),
                new KeyFiles(Optional.empty(), Optional.empty()),
                tls,
                Optional.empty(),
                TestDelivery.PATIENT,
                TestDelivery.PATIENT);

        DeliveryReport report = delivery.to(endpoint).deliverDue(givenFor(2));

        assertThat(report.isStoppedByOptOut()).isTrue();
        assertWaits(delivery, ping);
        try (Socket connection = server.accept();
                SSLSocket late = (SSLSocket)
                        context.getSocketFactory().createSocket(connection, connection.getInputStream(), true)) {
            connection.setSoTimeout(30_000);
            late.setUseClientMode(false);
            assertThat(decrypted(late)).isZero();
        }
    }

    /** The number of request bytes received until the connection ends. */
    private static int decrypted(SSLSocket connection) {
        int read = 0;
        try {
            InputStream in = connection.getInputStream();
            while (in.read() >= 0) {
                read++;
            }
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("the connection is still open", e);
        } catch (IOException e) {
            // The connection was closed in the middle of the handshake.
            assertThat(read).isZero();
        }
        return read;
    }

    @Test
    void sendsNoMoreThanWasOnItsWayToAnEndpointThatReadsSlowly() throws Exception {
        byte[] bytes = new byte[MORE_THAN_SOCKETS_HOLD];
        new Random(1).nextBytes(bytes);
        TestOutbox test = TestOutbox.on(TestDatabase.H2);
        Ping ping = test.outbox
                .freeze(
                        test.instance,
                        "2026-W46",
                        at -> new Draft(UUID.randomUUID(), GzipContent.ofStored(bytes), true, false))
                .ping();
        Transport transport = new Transport(
                new Endpoint(url("http"), Optional.empty(), TestDelivery.PATIENT, TestDelivery.PATIENT), "1.2.3");
        Claim claim = test.claimed(ping);

        Optional<EndpointResponse> response = transport.send(claim, transport.credentials(), givenFor(0));

        assertThat(response).isEmpty();
        try (Socket connection = server.accept()) {
            assertThat(assertEnds(connection.getInputStream())).isLessThan(MORE_THAN_SOCKETS_HOLD);
        }
    }

    @Test
    void hangsUpWhenTheQuestionCannotBeAsked() throws Exception {
        TestDelivery delivery = new TestDelivery(TestDatabase.H2);
        Ping ping = delivery.test.frozen(46);
        AtomicInteger asked = new AtomicInteger();
        Delivery run = delivery.to(url("http"));

        assertThatThrownBy(() -> run.deliverDue(() -> {
                    if (asked.incrementAndGet() > 2) {
                        throw new IllegalStateException("the state database is away");
                    }
                    return true;
                }))
                .hasMessage("the state database is away");

        assertThat(delivery.test.state(ping)).isEqualTo(PingState.ATTEMPTING);
        try (Socket connection = server.accept()) {
            assertEnds(connection.getInputStream());
        }
    }

    /** Reads until the connection ends, which is required; returns the number of bytes. */
    private static long assertEnds(InputStream in) {
        long read = 0;
        try {
            byte[] block = new byte[1 << 16];
            for (int length = in.read(block); length >= 0; length = in.read(block)) {
                read += length;
            }
        } catch (IOException e) {
            // The connection was reset, not closed.
            assertThat(e).hasMessageContaining("reset");
        }
        return read;
    }
}
