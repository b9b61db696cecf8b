package io.serviceping.submit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import io.serviceping.outbox.Ping;
import io.serviceping.outbox.PingState;
import io.serviceping.submit.TestDelivery;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS with our own trust store and certificate, and the route through a proxy. */
class SecureConnectionTest {
    private static final String HOST = "pings.example.invalid";
    private static final String BASIC = "Basic "
            + Base64.getEncoder().encodeToString("ping:pass:word".getBytes(java.nio.charset.StandardCharsets.UTF_8));

    @TempDir
    static Path folder;

    private static TestCertificates certificates;
    private static Path server;
    private static Path client;
    private static Path rsaClient;
    private static Path password;

    @BeforeAll
    static void makeCertificates() throws Exception {
        certificates = new TestCertificates(folder);
        server = certificates.store("server", "ip:127.0.0.1", "dns:" + HOST);
        client = secret(certificates.store("client"));
        rsaClient = secret(certificates.rsaStore("rsa-client"));
        password = secret(certificates.passwordFile());
    }

    private final TestDelivery delivery = new TestDelivery(TestDatabase.H2);
    private final Ping ping = delivery.test.frozen(46);

    private static TestEndpoint endpoint() throws Exception {
        return new TestEndpoint(new HttpsConfigurator(TestCertificates.context(server, client, rsaClient)));
    }

    private static HttpsConfigurator asking(String protocol, boolean forCertificate) {
        SSLContext context = TestCertificates.context(server, client, rsaClient);
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
        return deliver(url, tls, proxy, TestDelivery.PATIENT);
    }

    private String deliver(URI url, TlsFiles tls, Optional<Proxy> proxy, Duration timeout) {
        delivery.to(new Endpoint(url, new KeyFiles(Optional.empty(), Optional.empty()), tls, proxy, timeout, timeout))
                .deliverDue(() -> true);
        return delivery.test.summary(ping).lastReason().orElseThrow().text();
    }

    private void assertDelivered() {
        assertThat(delivery.test.state(ping)).isEqualTo(PingState.DELIVERED);
    }

    @Test
    void trustsTheAuthoritiesOfAPemFile() throws Exception {
        try (TestEndpoint endpoint = endpoint()) {
            deliver(endpoint.url("127.0.0.1"), trusting(certificates.pem(server)), Optional.empty());
            assertDelivered();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void saysThatTheEndpointWantsACertificateOfOurs(String protocol) throws Exception {
        try (TestEndpoint endpoint = new TestEndpoint(asking(protocol, true))) {
            // In TLS 1.3 a server refuses after the handshake. Whether its alert is read before the connection ends is
            // random.
            assertThat(deliver(endpoint.url("127.0.0.1"), trusting(certificates.pem(server)), Optional.empty()))
                    .matches("(TLS handshake failed: |connection closed before the answer was complete; )"
                            + "the endpoint wants a certificate of ours \\(endpoint\\.client-certificate\\)");
            assertThat(delivery.test.state(ping)).isEqualTo(PingState.WAITING);
            delivery.test.clock.advance(Duration.ofDays(1));
            deliver(
                    endpoint.url("127.0.0.1"),
                    showing(client, Optional.empty(), Optional.of(password)),
                    Optional.empty());
            assertDelivered();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void saysThatTheEndpointWantsAnotherCertificate(String protocol) throws Exception {
        Path stranger = secret(certificates.store("stranger-" + protocol));
        try (TestEndpoint endpoint = new TestEndpoint(asking(protocol, true))) {
            assertThat(deliver(
                            endpoint.url("127.0.0.1"),
                            showing(stranger, Optional.empty(), Optional.of(password)),
                            Optional.empty()))
                    .matches("(TLS handshake failed: |connection closed before the answer was complete; )"
                            + "the endpoint wants a certificate of another authority .*");
        }
    }

    /** Every kind of file with a client certificate, all for the same key. */
    private enum Shown {
        PKCS12 {
            @Override
            TlsFiles files() {
                return showing(client, Optional.empty(), Optional.of(password));
            }
        },
        JKS {
            @Override
            TlsFiles files() {
                return showing(secret(certificates.jks(client)), Optional.empty(), Optional.of(password));
            }
        },
        PEM {
            @Override
            TlsFiles files() throws Exception {
                return showing(certificates.pem(client), Optional.of(key(certificates.key(client))), Optional.empty());
            }
        },
        PEM_IN_ONE_FILE {
            @Override
            TlsFiles files() throws Exception {
                String both = certificates.key(client) + Files.readString(certificates.pem(client));
                return showing(key(both), Optional.empty(), Optional.empty());
            }
        },
        PEM_WITH_ENCRYPTED_KEY {
            @Override
            TlsFiles files() throws Exception {
                return showing(
                        certificates.pem(client),
                        Optional.of(key(certificates.encryptedKey(client))),
                        Optional.of(password));
            }
        },
        PEM_WITH_KEY_OF_RSA {
            @Override
            TlsFiles files() throws Exception {
                return showing(
                        certificates.pem(rsaClient),
                        Optional.of(key(certificates.pkcs1Key(rsaClient))),
                        Optional.empty());
            }
        };

        abstract TlsFiles files() throws Exception;

        private static Path key(String text) throws Exception {
            return secret(Files.writeString(Files.createTempFile(folder, "client", ".key"), text));
        }
    }

    @ParameterizedTest
    @EnumSource
    void showsACertificateOfEachKindOfFile(Shown shown) throws Exception {
        try (TestEndpoint endpoint = new TestEndpoint(asking("TLSv1.3", true))) {
            deliver(endpoint.url("127.0.0.1"), shown.files(), Optional.empty());
            assertDelivered();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "JKS"})
    void trustsAStoreOfEachKind(String type) throws Exception {
        Path store = folder.resolve("trust." + type);
        var keys = java.security.KeyStore.getInstance(type);
        keys.load(null, null);
        keys.setCertificateEntry("a", TestCertificates.load(server).getCertificate("test"));
        try (var out = Files.newOutputStream(store)) {
            keys.store(out, TestCertificates.PASSWORD.toCharArray());
        }
        try (TestEndpoint endpoint = endpoint()) {
            deliver(endpoint.url("127.0.0.1"), trusting(store), Optional.empty());
            assertDelivered();
        }
    }

    @Test
    void refusesAKeyThatIsReadableByEverybody() throws Exception {
        Path pem = Files.writeString(folder.resolve("open.key"), certificates.key(client));
        Files.setPosixFilePermissions(pem, PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused(
                showing(certificates.pem(client), Optional.of(pem), Optional.empty()),
                "the client key file " + pem + " may be read by everybody. Run: chmod o-rwx " + pem);
    }

    @Test
    void refusesWhatItCannotRead() throws Exception {
        Path certificate = certificates.pem(client);
        Path old = secret(Files.writeString(
                folder.resolve("old.key"),
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n"));
        assertRefused(
                showing(certificate, Optional.of(old), Optional.of(password)),
                "the client key file " + old
                        + " is encrypted in a way that is not read; openssl pkcs8 -topk8 writes one that is");
        Path encrypted = secret(Files.writeString(folder.resolve("encrypted.key"), certificates.encryptedKey(client)));
        Path wrong = secret(Files.writeString(folder.resolve("wrong"), "wrong"));
        for (Optional<Path> wrongOrNone : List.of(Optional.of(wrong), Optional.<Path>empty())) {
            assertRefused(
                    showing(certificate, Optional.of(encrypted), wrongOrNone),
                    "the client certificate file " + certificate
                            + " cannot be read as PEM, or its key's password is wrong");
        }
        assertRefused(
                showing(client, Optional.of(encrypted), Optional.of(password)),
                "the client certificate file " + client
                        + " must be PEM where there is endpoint.client-key; a PKCS12 or JKS store holds its key");
        assertRefused(
                showing(client, Optional.empty(), Optional.of(wrong)),
                "the client certificate file " + client + " is neither PEM, PKCS12 nor JKS, or its password is wrong");
        Path twice = secret(certificates.jksWithKeyPassword(client, "other-one"));
        assertRefused(
                showing(twice, Optional.empty(), Optional.of(password)),
                "the client certificate file " + twice
                        + " holds a key with a password of its own; keytool -keypasswd gives it the store's");
    }

    private void assertRefused(TlsFiles files, String message) {
        assertThatExceptionOfType(CredentialException.class)
                .isThrownBy(() -> deliver(URI.create("https://127.0.0.1:1/"), files, Optional.empty()))
                .withMessage(message);
        assertThat(delivery.test.outbox.attempts(ping.pingId())).isEmpty();
    }

    private static Path secret(Path file) {
        try {
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void saysWhichStoreItCannotUse() throws Exception {
        Path broken = Files.writeString(folder.resolve("broken"), "no store");
        Path empty = Files.writeString(folder.resolve("empty.pem"), "-----BEGIN CERTIFICATE-----\n");
        for (Path store : new Path[] {broken, empty, folder.resolve("missing")}) {
            assertThatExceptionOfType(CredentialException.class)
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
            assertThat(proxy.heads()).singleElement().asString().startsWith("CONNECT " + HOST + ":");
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
    void saysThatTheProxyIsNotThere() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        assertThat(deliver(
                        URI.create("https://" + HOST + "/"),
                        TlsFiles.NONE,
                        Optional.of(Proxy.of("http://127.0.0.1:" + nobody, ""))))
                .isEqualTo("connection refused (proxy)");
    }

    @Test
    void waitsNoLongerForAProxyThanForAnEndpoint() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertThat(deliver(
                            URI.create("https://" + HOST + "/"),
                            TlsFiles.NONE,
                            Optional.of(Proxy.of("http://127.0.0.1:" + silent.getLocalPort(), "")),
                            Duration.ofMillis(400)))
                    .matches("no (answer|connection) within 0\\.4 s.*");
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
            assertThat(proxy.heads()).isEmpty();
        }
    }
}
