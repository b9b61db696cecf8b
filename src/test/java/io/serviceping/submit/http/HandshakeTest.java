package io.serviceping.submit.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import io.serviceping.files.PrivateFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of a request without the request. */
class HandshakeTest {
    private static final String HOST = "checks.example.invalid";
    private static final Duration PATIENT = Duration.ofSeconds(60);
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("ping:word".getBytes(StandardCharsets.UTF_8));

    @TempDir
    static Path folder;

    private static TestCertificates certificates;
    private static Path server;

    @BeforeAll
    static void makeCertificates() throws Exception {
        certificates = new TestCertificates(folder);
        server = certificates.store("server", "ip:127.0.0.1", "dns:" + HOST);
    }

    private static TestEndpoint secure() throws Exception {
        return new TestEndpoint(new HttpsConfigurator(TestCertificates.context(server)));
    }

    private static Optional<String> obstacle(URI url, boolean isTrusted, Optional<Proxy> proxy, Duration timeout)
            throws Exception {
        TlsFiles tls = new TlsFiles(
                isTrusted ? Optional.of(certificates.pem(server)) : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        KeyFiles none = new KeyFiles(Optional.empty(), Optional.empty());
        return new Handshake(Peer.MONITORING, new Endpoint(url, none, tls, proxy, timeout, timeout)).obstacle();
    }

    private static Optional<String> obstacle(URI url) throws Exception {
        return obstacle(url, true, Optional.empty(), PATIENT);
    }

    @Test
    void arrivesWithoutARequest() throws Exception {
        try (TestEndpoint plain = new TestEndpoint();
                TestEndpoint secure = secure()) {
            assertThat(obstacle(plain.url())).isEmpty();
            assertThat(obstacle(secure.url("127.0.0.1"))).isEmpty();
            assertThat(plain.received).isEmpty();
            assertThat(secure.received).isEmpty();
        }
    }

    @Test
    void goesThroughTheProxyWithItsLogin() throws Exception {
        Path password = folder.resolve("proxy-password");
        PrivateFiles.write(password, "word".getBytes(StandardCharsets.UTF_8));
        try (TestEndpoint endpoint = secure();
                TestProxy proxy = new TestProxy(BASIC, "")) {
            Proxy anonymous = Proxy.of(proxy.url(), "");
            assertThat(obstacle(endpoint.url(HOST), true, Optional.of(anonymous), PATIENT))
                    .contains("the proxy refuses the way to the endpoint (HTTP 407)");
            assertThat(obstacle(
                            endpoint.url(HOST),
                            true,
                            Optional.of(anonymous.with(new Proxy.Login.InFile("ping", password))),
                            PATIENT))
                    .isEmpty();
            assertThat(proxy.heads()).hasSize(2).allMatch(head -> head.startsWith("CONNECT " + HOST + ":"));
            assertThat(endpoint.received).isEmpty();
        }
    }

    private static void speakFirst(ServerSocket server) {
        Thread thread = new Thread(() -> {
            try (Socket connection = server.accept()) {
                RawEndpoint.send(connection, "HTTP/1.1 400 No\r\n\r\n");
                connection.getInputStream().readAllBytes();
            } catch (IOException e) {
                // The other side takes the answer for none.
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Test
    void saysWhereTheWayEnds() throws Exception {
        assertThat(obstacle(URI.create("https://nowhere.invalid/"))).contains("host name not found");
        try (TestEndpoint plain = new TestEndpoint();
                TestEndpoint secure = secure();
                ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ServerSocket speaksFirst = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            speakFirst(speaksFirst);
            int port = plain.url().getPort();
            assertThat(obstacle(URI.create("https://127.0.0.1:" + speaksFirst.getLocalPort())))
                    .contains("the server speaks plain HTTP, not TLS, at the port of monitoring.ping-url");
            assertThat(obstacle(secure.url("127.0.0.1"), false, Optional.empty(), PATIENT))
                    .contains("TLS handshake failed: certificate not trusted (its authority belongs in the trust store"
                            + " of Java (keytool -cacerts))");
            assertThat(obstacle(secure.url("localhost")))
                    .contains("TLS handshake failed: certificate refused, or made out to another name than that in"
                            + " monitoring.ping-url");
            assertThat(obstacle(
                            URI.create("https://127.0.0.1:" + silent.getLocalPort()),
                            true,
                            Optional.empty(),
                            Duration.ofMillis(200)))
                    .contains("no answer within 0.2 s");
            plain.close();
            assertThat(obstacle(URI.create("http://127.0.0.1:" + port))).contains("connection refused");
        }
    }
}
