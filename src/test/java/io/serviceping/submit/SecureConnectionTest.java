package io.serviceping.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import io.serviceping.outbox.Ping;
import io.serviceping.outbox.PingState;
import io.serviceping.testing.TestDatabase;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS with our own trust and certificate, and the way through a proxy. */
class SecureConnectionTest {
    private static final String HOST = "pings.example.invalid";
    private static final String BASIC = "Basic "
            + Base64.getEncoder().encodeToString("ping:pass:word".getBytes(java.nio.charset.StandardCharsets.UTF_8));

    @TempDir
    static Path folder;

    private static TestCertificates certificates;
    private static Path server;
    private static Path client;
    private static Path password;

    @BeforeAll
    static void makeCertificates() throws Exception {
        certificates = new TestCertificates(folder);
        server = certificates.store("server", "ip:127.0.0.1", "dns:" + HOST);
        client = certificates.store("client");
        Files.setPosixFilePermissions(client, PosixFilePermissions.fromString("rw-------"));
        password = certificates.passwordFile();
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
    }

    private final TestDelivery delivery = new TestDelivery(TestDatabase.H2);
    private final Ping ping = delivery.test.frozen(46);

    private static TestEndpoint endpoint() throws Exception {
        return new TestEndpoint(new HttpsConfigurator(TestCertificates.context(server, client)));
    }

    private static HttpsConfigurator asking(String protocol, boolean forCertificate) {
        SSLContext context = TestCertificates.context(server, client);
        return new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = context.getDefaultSSLParameters();
                tls.setProtocols(new String[] {protocol});
                tls.setNeedClientAuth(forCertificate);
                parameters.setSSLParameters(tls);
            }
        };
    }

    private static TlsFiles trusting(Path store) {
        return new TlsFiles(
                Optional.of(store), Optional.of(password), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static TlsFiles showing(Path certificate, Optional<Path> key, Optional<Path> keyPassword) {
        return new TlsFiles(
                Optional.of(certificates.pem(server)), Optional.empty(), Optional.of(certificate), key, keyPassword);
    }

    private String deliver(URI url, TlsFiles tls, Optional<Proxy> proxy) {
        delivery.to(new Endpoint(
                        url,
                        new KeyFiles(Optional.empty(), Optional.empty()),
                        tls,
                        proxy,
                        TestDelivery.PATIENT,
                        TestDelivery.PATIENT))
                .deliverDue(() -> true);
        return delivery.test.summary(ping).lastReason().orElseThrow().text();
    }

    private void assertDelivered() {
        assertThat(delivery.test.state(ping)).isEqualTo(PingState.DELIVERED);
    }

    @Test
    void trustsTheAuthoritiesOfAPemFileOrAStore() throws Exception {
        Ping second = delivery.test.frozen(47);
        try (TestEndpoint endpoint = endpoint()) {
            deliver(endpoint.url("127.0.0.1"), trusting(certificates.pem(server)), Optional.empty());
            assertDelivered();
            assertThat(delivery.test.state(second)).isEqualTo(PingState.DELIVERED);
            delivery.test.frozen(48);
            Path store = folder.resolve("trust.p12");
            var keys = java.security.KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setCertificateEntry("a", TestCertificates.load(server).getCertificate("test"));
            try (var out = Files.newOutputStream(store)) {
                keys.store(out, TestCertificates.PASSWORD.toCharArray());
            }
            deliver(endpoint.url("127.0.0.1"), trusting(store), Optional.empty());
            assertThat(endpoint.received).hasSize(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void showsItsCertificateWhenAsked(String protocol) throws Exception {
        try (TestEndpoint endpoint = new TestEndpoint(asking(protocol, true))) {
            // In TLS 1.3 a server may refuse after the handshake, by an alert or by hanging up.
            assertThat(deliver(endpoint.url("127.0.0.1"), trusting(certificates.pem(server)), Optional.empty()))
                    .containsPattern("^(TLS handshake failed|connection closed before the answer was complete)");
            assertThat(delivery.test.state(ping)).isEqualTo(PingState.WAITING);
            delivery.test.clock.advance(java.time.Duration.ofDays(1));
            deliver(
                    endpoint.url("127.0.0.1"),
                    showing(client, Optional.empty(), Optional.of(password)),
                    Optional.empty());
            assertDelivered();
        }
    }

    @Test
    void takesAClientCertificateInPem() throws Exception {
        byte[] key = TestCertificates.load(client)
                .getKey("test", TestCertificates.PASSWORD.toCharArray())
                .getEncoded();
        Path pem = Files.writeString(
                folder.resolve("client.key"),
                "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                        + "\n-----END PRIVATE KEY-----\n");
        Files.setPosixFilePermissions(pem, PosixFilePermissions.fromString("rw-r--r--"));
        TlsFiles tls = showing(certificates.pem(client), Optional.of(pem), Optional.empty());
        try (TestEndpoint endpoint = new TestEndpoint(asking("TLSv1.3", true))) {
            URI url = endpoint.url("127.0.0.1");
            assertThatExceptionOfType(CredentialProblem.class)
                    .isThrownBy(() -> deliver(url, tls, Optional.empty()))
                    .withMessage("the client key file " + pem + " may be read by everybody. Run: chmod o-rwx " + pem);
            Files.setPosixFilePermissions(pem, PosixFilePermissions.fromString("rw-r-----"));
            deliver(url, tls, Optional.empty());
            assertDelivered();
        }
    }

    @Test
    void saysWhichStoreItCannotUse() throws Exception {
        Path broken = Files.writeString(folder.resolve("broken"), "no store");
        Path empty = Files.writeString(folder.resolve("empty.pem"), "-----BEGIN CERTIFICATE-----\n");
        for (Path store : new Path[] {broken, empty, folder.resolve("missing")}) {
            assertThatExceptionOfType(CredentialProblem.class)
                    .isThrownBy(() -> deliver(URI.create("https://127.0.0.1:1/"), trusting(store), Optional.empty()))
                    .withMessageContaining(store.toString());
        }
        assertThat(delivery.test.outbox.attempts(ping.pingId())).isEmpty();
    }

    @Test
    void goesThroughAProxyWithItsLoginWhichTheEndpointDoesNotSee() throws Exception {
        Path secret = Files.writeString(folder.resolve("proxy-password"), "pass:word\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        try (TestEndpoint endpoint = endpoint();
                TestProxy proxy = new TestProxy(BASIC, "")) {
            deliver(
                    endpoint.url(HOST),
                    trusting(certificates.pem(server)),
                    Optional.of(Proxy.of(proxy.url(), "other.example").with(new Proxy.Login.InFile("ping", secret))));
            assertDelivered();
            assertThat(proxy.heads).singleElement().asString().startsWith("CONNECT " + HOST + ":");
            assertThat(endpoint.received.get(0).headers()).doesNotContainKey("Proxy-authorization");
        }
    }

    @Test
    void takesTheLoginFromTheUrlAsTheEnvironmentGivesIt() throws Exception {
        try (TestEndpoint endpoint = endpoint();
                TestProxy proxy = new TestProxy(BASIC, "")) {
            deliver(
                    endpoint.url(HOST),
                    trusting(certificates.pem(server)),
                    Optional.of(Proxy.of("ping:pass%3Aword@127.0.0.1:" + proxy.port(), "")));
            assertDelivered();
        }
    }

    @Test
    void saysThatTheProxyAsksForALogin() throws Exception {
        try (TestEndpoint endpoint = endpoint();
                TestProxy proxy = new TestProxy(BASIC, "")) {
            assertThat(deliver(
                            endpoint.url(HOST),
                            trusting(certificates.pem(server)),
                            Optional.of(Proxy.of("u:secret@127.0.0.1:" + proxy.port(), ""))))
                    .isEqualTo("HTTP 407 (the proxy asks for endpoint.proxy.username and its password)");
            assertThat(endpoint.received).isEmpty();
        }
    }

    @Test
    void saysThatTheProxyRefusesTheWay() throws Exception {
        try (TestEndpoint endpoint = endpoint();
                TestProxy proxy = new TestProxy("", "403 Forbidden")) {
            assertThat(deliver(
                            endpoint.url(HOST),
                            trusting(certificates.pem(server)),
                            Optional.of(Proxy.of(proxy.url(), ""))))
                    .isEqualTo("the proxy refuses the way to the endpoint (HTTP 403)");
        }
    }

    @Test
    void goesPastTheProxyToThisMachineAndToExceptions() throws Exception {
        try (TestEndpoint endpoint = endpoint();
                TestProxy proxy = new TestProxy("", "")) {
            deliver(
                    endpoint.url("127.0.0.1"),
                    trusting(certificates.pem(server)),
                    Optional.of(Proxy.of(proxy.url(), "")));
            assertDelivered();
            delivery.test.frozen(47);
            deliver(URI.create("https://" + HOST + "/"), TlsFiles.NONE, Optional.of(Proxy.of(proxy.url(), ".invalid")));
            assertThat(proxy.heads).isEmpty();
        }
    }
}
