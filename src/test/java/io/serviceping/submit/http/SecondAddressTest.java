package io.serviceping.submit.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import io.serviceping.outbox.Claim;
import io.serviceping.outbox.Ping;
import io.serviceping.submit.TestDelivery;
import io.serviceping.testing.TestDatabase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An endpoint whose name has several addresses, the first of which does not work. */
class SecondAddressTest {
    private static final String HOST = "pings.example.invalid";

    @TempDir
    static Path folder;

    private static TestCertificates certificates;
    private static Path server;
    private static Path ofAnAddress;

    @BeforeAll
    static void makeCertificates() throws Exception {
        certificates = new TestCertificates(folder);
        server = certificates.store("server", "dns:" + HOST);
        ofAnAddress = certificates.store("address", "ip:127.0.0.1");
    }

    private final TestDelivery delivery = new TestDelivery(TestDatabase.H2);
    private final Ping ping = delivery.test.frozen(46);

    private static HttpsConfigurator showing(Path store) {
        return new HttpsConfigurator(TestCertificates.context(store, store));
    }

    private EndpointResponse sent(URI url, Path trusted, Duration connectTimeout, String... addresses)
            throws Exception {
        TlsFiles tls = new TlsFiles(
                Optional.of(certificates.pem(trusted)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        Endpoint endpoint = new Endpoint(
                url,
                new KeyFiles(Optional.empty(), Optional.empty()),
                tls,
                Optional.empty(),
                connectTimeout,
                TestDelivery.PATIENT);
        Transport transport = new Transport(endpoint, "1.2.3", host -> resolved(host, url, addresses));
        Claim claim = delivery.test.outbox.claim(ping.pingId(), 0).orElseThrow();
        return transport.send(claim, transport.credentials(), () -> true).orElseThrow();
    }

    private static List<InetAddress> resolved(String host, URI url, String... addresses) throws UnknownHostException {
        assertThat(host).isEqualTo(url.getHost());
        InetAddress[] all = new InetAddress[addresses.length];
        for (int i = 0; i < addresses.length; i++) {
            all[i] = InetAddress.getByName(addresses[i]);
        }
        return List.of(all);
    }

    private static int status(EndpointResponse response) {
        assertThat(response).isInstanceOf(EndpointResponse.Answered.class);
        return ((EndpointResponse.Answered) response).status();
    }

    @Test
    void triesTheSecondWhenTheFirstRefuses() throws Exception {
        try (TestEndpoint endpoint = new TestEndpoint(showing(server))) {
            URI url = endpoint.url(HOST);

            EndpointResponse response = sent(url, server, TestDelivery.PATIENT, "127.0.0.2", "127.0.0.1");

            assertThat(status(response)).isEqualTo(201);
            assertThat(endpoint.received.get(0).header("Host")).isEqualTo(HOST + ":" + url.getPort());
            assertThat(endpoint.received.get(0).path()).isEqualTo("/pings");
        }
    }

    /** The first address accepts no connection because its queue is full. */
    @Test
    void triesTheSecondWhenTheFirstIsSilent() throws Exception {
        try (TestEndpoint endpoint = new TestEndpoint(showing(server));
                ServerSocket silent = new ServerSocket()) {
            silent.bind(new InetSocketAddress("127.0.0.2", endpoint.url().getPort()), 1);
            try (Socket first = new Socket();
                    Socket second = new Socket();
                    Socket third = new Socket()) {
                for (Socket socket : List.of(first, second, third)) {
                    fill(socket, silent);
                }
                EndpointResponse response =
                        sent(endpoint.url(HOST), server, Duration.ofSeconds(4), "127.0.0.2", "127.0.0.1");

                assertThat(status(response)).isEqualTo(201);
            }
        }
    }

    private static void fill(Socket socket, ServerSocket silent) {
        try {
            socket.connect(silent.getLocalSocketAddress(), 200);
        } catch (java.io.IOException full) {
            assertThat(full).isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void saysWhatTheLastDidWhenNoneAnswers() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        EndpointResponse response = sent(
                URI.create("https://" + HOST + ":" + port + "/"),
                server,
                Duration.ofSeconds(4),
                "127.0.0.2",
                "127.0.0.3");

        assertThat(response).isEqualTo(new EndpointResponse.Unanswered("connection refused"));
    }

    /** The certificate must be for the host name, not for the address used. */
    @Test
    void doesNotTakeACertificateOfTheAddress() throws Exception {
        try (TestEndpoint endpoint = new TestEndpoint(showing(ofAnAddress))) {
            EndpointResponse response =
                    sent(endpoint.url(HOST), ofAnAddress, TestDelivery.PATIENT, "127.0.0.2", "127.0.0.1");

            assertThat(((EndpointResponse.Unanswered) response).reason()).contains("made out to another name");
            assertThat(endpoint.received).isEmpty();
        }
    }
}
