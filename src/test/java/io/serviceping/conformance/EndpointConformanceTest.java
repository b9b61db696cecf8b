package io.serviceping.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.serviceping.collector.Access;
import io.serviceping.collector.Collector;
import io.serviceping.collector.CollectorSettings;
import io.serviceping.collector.store.Storage;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The check reports no violation of a correct endpoint, and each mistake of a faulty one. */
class EndpointConformanceTest {
    /** Published in RFC 8032, test 1. */
    private static final String SEED = "whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";

    private static final String PUBLIC = "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

    @TempDir
    Path folder;

    private static List<Finding> check(URI url, Keys keys) throws Exception {
        return new EndpointCheck(url, keys, InstantSource.system()).run();
    }

    private static Keys keys(String token, String key) {
        return new Keys(Optional.of(token), Optional.of(SigningSecret.of(key)));
    }

    private Path secret(String name, String content) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @ParameterizedTest
    @CsvSource({IndependentEndpoint.KEY + "," + IndependentEndpoint.KEY, SEED + "," + PUBLIC})
    void findsNothingWrongWithTheReferenceCollector(String ours, String known) throws Exception {
        Access access = new Access(
                Optional.of(secret("token", "a-token")),
                Optional.empty(),
                Optional.of(secret("key", known)),
                Optional.empty());
        try (Collector collector = Collector.start(new CollectorSettings(
                InetAddress.getLoopbackAddress(), 0, Storage.in(folder), access, Optional.empty()))) {
            assertThat(check(collector.endpoint(), keys("a-token", ours)))
                    .hasSize(Requirement.values().length)
                    .allSatisfy(finding -> assertThat(finding.verdict()).isEqualTo(new Verdict.Met()));
        }
    }

    @Test
    void skipsWhatNeedsATokenOrAKeyWithoutOne() throws Exception {
        try (Collector collector =
                Collector.start(new CollectorSettings(InetAddress.getLoopbackAddress(), 0, folder, null))) {
            assertThat(check(collector.endpoint(), new Keys(Optional.empty(), Optional.empty())))
                    .filteredOn(finding -> !(finding.verdict() instanceof Verdict.Met))
                    .containsExactly(
                            new Finding(Requirement.TOKEN, new Verdict.Skipped("no token was given")),
                            new Finding(Requirement.SIGNATURE, new Verdict.Skipped("no signing key was given")),
                            new Finding(
                                    Requirement.SEVERAL_SIGNATURES, new Verdict.Skipped("no signing key was given")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void namesEachMistakeOfAnotherEndpointAndNoOther(Violation violation) throws Exception {
        try (IndependentEndpoint endpoint = new IndependentEndpoint(violation)) {
            List<Finding> unmet =
                    check(endpoint.url(), keys(IndependentEndpoint.TOKEN, IndependentEndpoint.KEY)).stream()
                            .filter(finding -> finding.verdict() instanceof Verdict.Unmet)
                            .toList();

            assertThat(unmet.stream().map(Finding::requirement)).containsExactlyElementsOf(violation.broken());
            unmet.stream()
                    .limit(1)
                    .forEach(finding -> assertThat(((Verdict.Unmet) finding.verdict()).found())
                            .contains(violation.found()));
        }
    }

    @Test
    void hasAMistakeForEachRequirement() {
        assertThat(Arrays.stream(Violation.values()).flatMap(violation -> violation.broken().stream()))
                .contains(Requirement.values());
    }

    @Test
    void triesNothingElseWhereNoPingIsTaken() throws Exception {
        try (IndependentEndpoint endpoint = new IndependentEndpoint(Violation.NONE)) {
            List<Finding> findings = check(endpoint.url(), keys("another", IndependentEndpoint.KEY));

            assertThat(findings.get(0).verdict())
                    .isEqualTo(
                            new Verdict.Unmet(
                                    "answered 401 (does it ask for a token or a signature that it was not given?) to a ping that is right"));
            assertThat(findings.subList(1, findings.size()))
                    .allSatisfy(finding ->
                            assertThat(finding.verdict()).isEqualTo(new Verdict.Skipped("it takes no ping at all")));
        }
    }

    @Test
    void saysThatNobodyIsThere() throws Exception {
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
        }
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> check(nobody, new Keys(Optional.empty(), Optional.empty())));
    }

    private static final String ENDLESS = "x".repeat(64 * 1024);

    private static HttpServer answering(HttpHandler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            thread.start();
        });
        server.createContext("/", handler);
        server.start();
        return server;
    }

    private static List<Finding> check(HttpServer server, Duration answer, Duration all) throws Exception {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        return new EndpointCheck(url, new Keys(Optional.empty(), Optional.empty()), InstantSource.system(), answer, all)
                .run();
    }

    @Test
    void readsNoMoreOfAnAnswerThanAReceiptMayHave() throws Exception {
        AtomicInteger written = new AtomicInteger();
        HttpServer server = answering(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                while (written.incrementAndGet() < 10_000) {
                    out.write(ENDLESS.getBytes(StandardCharsets.US_ASCII));
                }
            }
        });
        try {
            List<Finding> findings = check(server, Duration.ofSeconds(30), Duration.ofSeconds(60));

            assertThat(findings.get(0).verdict()).isEqualTo(new Verdict.Unmet("answered with more than 64 KiB"));
            assertThat(written).hasValueLessThan(10_000);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void hangsUpOnAnAnswerThatDribbles() throws Exception {
        HttpServer server = answering(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            while (true) {
                out.write('x');
                out.flush();
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        });
        try {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> check(server, Duration.ofMillis(300), Duration.ofSeconds(60)))
                    .withMessage("no complete answer within 0.3 s");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void triesNothingMoreWhenItsTimeIsOver() throws Exception {
        try (IndependentEndpoint endpoint = new IndependentEndpoint(Violation.NONE)) {
            List<Finding> findings = new EndpointCheck(
                            endpoint.url(),
                            keys(IndependentEndpoint.TOKEN, IndependentEndpoint.KEY),
                            InstantSource.system(),
                            Duration.ofSeconds(30),
                            Duration.ZERO)
                    .run();

            assertThat(findings.get(0).verdict()).isEqualTo(new Verdict.Met());
            assertThat(findings.subList(1, findings.size()))
                    .extracting(Finding::verdict)
                    .containsOnly(new Verdict.Unmet("answers so slowly that the check's time was over before this"));
        }
    }

    @Test
    void showsNoControlCharactersOfAnAnswer() throws Exception {
        HttpServer server = answering(exchange -> {
            byte[] receipt =
                    ("{\"ping_id\":\"\\u001b[2J" + "y".repeat(5000) + "\"}").getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, receipt.length);
            exchange.getResponseBody().write(receipt);
            exchange.close();
        });
        try {
            Verdict verdict = check(server, Duration.ofSeconds(30), Duration.ofSeconds(60))
                    .get(0)
                    .verdict();

            assertThat(((Verdict.Unmet) verdict).found()).contains("\"?[2Jyyy").hasSizeLessThan(200);
        } finally {
            server.stop(0);
        }
    }
}
