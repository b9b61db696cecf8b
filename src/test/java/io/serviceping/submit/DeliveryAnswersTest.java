package io.serviceping.submit;

import static io.serviceping.outbox.PingState.DELIVERED;
import static io.serviceping.outbox.PingState.HELD;
import static io.serviceping.outbox.PingState.QUARANTINED;
import static io.serviceping.outbox.PingState.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.outbox.Attempt;
import io.serviceping.outbox.Ping;
import io.serviceping.outbox.PingState;
import io.serviceping.submit.http.TestEndpoint;
import io.serviceping.submit.http.TestEndpoint.Received;
import io.serviceping.submit.http.TestEndpoint.Scripted;
import io.serviceping.testing.TestDatabase;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of answers: what each does to the ping, what is recorded, and what was sent. */
class DeliveryAnswersTest {
    /** The answer is the same for every try. */
    private record Line(
            String name,
            Function<Received, Scripted> answer,
            PingState state,
            int attempts,
            int status,
            String reason) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final String LONG = "x".repeat(5000);

    static Stream<Arguments> linesOnBothDatabases() {
        List<Line> lines = Stream.of(withReceipt(), withoutReceipt(), refused())
                .flatMap(part -> part)
                .toList();
        return Arrays.stream(TestDatabase.values())
                .flatMap(database -> lines.stream().map(line -> Arguments.of(database, line)));
    }

    private static Stream<Line> withReceipt() {
        Stream<Line> accepted = IntStream.of(200, 201, 202)
                .mapToObj(status -> new Line(
                        status + " and a receipt",
                        request -> json(status, receipt(request, "r-1")),
                        DELIVERED,
                        1,
                        status,
                        "HTTP " + status));
        return Stream.concat(
                accepted,
                Stream.of(
                        new Line(
                                "a receipt with more in it than is kept",
                                request ->
                                        json(200, receipt(request, "r-1").replace("{", "{\"more\":\"" + LONG + "\",")),
                                DELIVERED,
                                1,
                                200,
                                "HTTP 200"),
                        new Line(
                                "a receipt that calls itself text",
                                request -> new Scripted(
                                        200, Map.of("Content-Type", "text/plain"), receipt(request, "r-1")),
                                DELIVERED,
                                1,
                                200,
                                "HTTP 200")));
    }

    private static Stream<Line> withoutReceipt() {
        return Stream.of(
                waiting(
                        "another digest",
                        200,
                        request -> TestEndpoint.receiptJson(request.pingId(), "sha-256=:AA==:", "r"),
                        "HTTP 200 but its receipt names another digest"),
                waiting(
                        "another ping",
                        200,
                        request -> TestEndpoint.receiptJson(
                                "00000000-0000-4000-8000-00000000dead", request.header("Content-Digest"), "r"),
                        "HTTP 200 but its receipt names another ping"),
                waiting(
                        "no receipt_id",
                        201,
                        request -> receipt(request, ""),
                        "HTTP 201 but its receipt has no usable receipt_id"),
                waiting(
                        "a receipt_id with a line feed",
                        201,
                        request -> receipt(request, "a\\nb"),
                        "HTTP 201 but its receipt has no usable receipt_id"),
                waiting(
                        "a receipt cut short",
                        200,
                        request -> receipt(request, "r").substring(0, 90),
                        "HTTP 200 without a receipt (application/json)"),
                waiting(
                        "a name twice",
                        200,
                        request -> receipt(request, "r").replace("{", "{\"digest\":\"x\","),
                        "HTTP 200 without a receipt (application/json)"),
                waiting("null", 200, request -> "null", "HTTP 200 without a receipt (application/json)"),
                waiting("an array", 200, request -> "[[]]", "HTTP 200 without a receipt (application/json)"),
                waiting(
                        "an answer of 65 KiB",
                        200,
                        request -> receipt(request, "r") + " ".repeat(65 << 10),
                        "HTTP 200 with an answer longer than any receipt"),
                waiting(
                        "another success with a receipt",
                        203,
                        request -> receipt(request, "r"),
                        "HTTP 203 without a receipt (application/json)"),
                new Line(
                        "nothing",
                        request -> new Scripted(204, Map.of(), ""),
                        WAITING,
                        3,
                        204,
                        "HTTP 204 without a receipt"),
                new Line(
                        "a captive portal",
                        request -> new Scripted(200, Map.of("Content-Type", "Text/HTML; charset=\"a b\""), "<html>"),
                        WAITING,
                        3,
                        200,
                        "HTTP 200 without a receipt (Text/HTML)"));
    }

    private static Stream<Line> refused() {
        Stream<Line> redirects = IntStream.of(301, 302, 303, 304, 307, 308)
                .mapToObj(status -> new Line(
                        String.valueOf(status),
                        request -> new Scripted(status, Map.of("Location", "/elsewhere"), ""),
                        WAITING,
                        3,
                        status,
                        "HTTP " + status + " (redirects are not followed)"));
        Stream<Line> retried = IntStream.of(
                        401, 402, 403, 407, 408, 409, 421, 423, 424, 425, 426, 429, 431, 451, 500, 501, 502, 503, 504,
                        505, 507, 508, 511, 599)
                .mapToObj(status -> plain(status, WAITING, 3));
        Stream<Line> rejected = IntStream.of(400, 404, 405, 406, 411, 412, 413, 414, 415, 416, 417, 422, 428, 499)
                .mapToObj(status -> plain(status, QUARANTINED, 1));
        return Stream.of(redirects, retried, rejected, Stream.of(plain(410, HELD, 1)))
                .flatMap(part -> part);
    }

    private static Line plain(int status, PingState state, int attempts) {
        return new Line(
                String.valueOf(status),
                request -> json(status, "{\"error\":\"secret\"}"),
                state,
                attempts,
                status,
                "HTTP " + status + advice(status));
    }

    private static String advice(int status) {
        return switch (status) {
            case 401, 403 -> " (is the token or signing key the one that the endpoint knows?)";
            case 404 -> " (is the path in endpoint.url right?)";
            case 407 -> " (the proxy asks for endpoint.proxy.username and its password)";
            case 421 -> " (another server answered: do endpoint.url and a proxy in front of it name the same host?)";
            case 426 -> " (a server or proxy on the way wants another version of HTTP or TLS)";
            case 431 -> " (the headers are too large: has endpoint.signing-key-file too many keys?)";
            case 451 -> " (blocked for legal reasons)";
            case 511 -> " (the network asks for a login)";
            default -> "";
        };
    }

    private static Line waiting(String name, int status, Function<Received, String> body, String reason) {
        return new Line(name, request -> json(status, body.apply(request)), WAITING, 3, status, reason);
    }

    private static Scripted json(int status, String body) {
        return new Scripted(status, Map.of("Content-Type", "application/json"), body);
    }

    private static String receipt(Received request, String receiptId) {
        return TestEndpoint.receiptJson(request.pingId(), request.header("Content-Digest"), receiptId);
    }

    @ParameterizedTest
    @MethodSource("linesOnBothDatabases")
    void doesWhatTheTableSays(TestDatabase database, Line line) throws Exception {
        TestDelivery delivery = new TestDelivery(database);
        Ping ping = delivery.test.frozen(46);
        try (TestEndpoint endpoint = new TestEndpoint()) {
            for (int i = 0; i < line.attempts; i++) {
                endpoint.then(line.answer);
            }
            DeliveryReport report = delivery.to(endpoint.url()).deliverDue(() -> true);
            assertThat(report.results()).hasSize(1);
            assertThat(report.isAllDelivered()).isEqualTo(line.state == DELIVERED);
            assertThat(endpoint.received).hasSize(line.attempts);
            for (Received request : endpoint.received) {
                assertIsExactly(ping, request);
            }
        }
        assertThat(delivery.test.state(ping)).isEqualTo(line.state);
        assertThat(delivery.test.outbox.receipt(ping.pingId()).isPresent()).isEqualTo(line.state == DELIVERED);
        List<Attempt> attempts = delivery.test.outbox.attempts(ping.pingId());
        assertThat(attempts)
                .extracting(Attempt::number)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, line.attempts).boxed().toList());
        assertThat(attempts).allSatisfy(attempt -> {
            Attempt.End end = attempt.end().orElseThrow();
            assertThat(end.outcome().name()).isEqualTo(line.state.name());
            assertThat(end.reason().httpStatus()).isEqualTo(OptionalInt.of(line.status));
            assertThat(end.reason().text()).isEqualTo(line.reason);
            assertThat(end.nextAttemptAt().isPresent()).isEqualTo(line.state == WAITING);
        });
    }

    private static void assertIsExactly(Ping ping, Received request) throws Exception {
        byte[] sha = MessageDigest.getInstance("SHA-256").digest(request.body());
        assertThat(request.body()).isEqualTo(ping.content().bytes());
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/pings");
        assertThat(request.header("Content-Digest"))
                .isEqualTo("sha-256=:" + Base64.getEncoder().encodeToString(sha) + ":");
        assertThat(request.header("Idempotency-Key")).isEqualTo("\"" + ping.pingId() + "\"");
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
        assertThat(request.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(request.header("Content-Length")).isEqualTo(String.valueOf(request.body().length));
        assertThat(request.header("User-Agent")).isEqualTo("service-ping/1.2.3");
        assertThat(request.headers()).doesNotContainKeys("Authorization", "Upgrade", "Transfer-Encoding");
    }
}
