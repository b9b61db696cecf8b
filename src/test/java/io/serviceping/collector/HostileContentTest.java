package io.serviceping.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.collector.store.Storage;
import io.serviceping.testing.TestDatabase;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Content that costs the collector far more than its sender is refused, on both databases. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileContentTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final UUID pingId = UUID.randomUUID();
    private final String document = GoldenPing.of(pingId, UUID.randomUUID());
    private Map<TestDatabase, Collector> collectors = Map.of();

    @BeforeAll
    void start() {
        collectors = Arrays.stream(TestDatabase.values())
                .collect(Collectors.toMap(database -> database, HostileContentTest::collector));
    }

    private static Collector collector(TestDatabase database) {
        TestDatabase.Url url = database.create();
        Storage storage = new Storage(url.jdbc(), url.username(), url.password());
        CollectorSettings settings =
                new CollectorSettings(InetAddress.getLoopbackAddress(), 0, storage, Access.OPEN, Optional.empty());
        return Collector.start(settings, Limits.USUAL, InstantSource.system());
    }

    @AfterAll
    void stop() {
        collectors.values().forEach(Collector::close);
    }

    private record Hostile(String name, String from, String to, String message) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> refused() {
        String key = "\"counts.issues\"";
        String parts = IntStream.range(0, 20_000).mapToObj(part -> "a").collect(Collectors.joining("."));
        return Stream.of(
                        new Hostile("a key of 20,000 parts", key, "\"" + parts + "\"", "Name length"),
                        new Hostile("a key of 500 parts", key, "\"" + parts.substring(0, 999) + "\"", "255"),
                        new Hostile("an exponent past an int", "4190", "1e2147483648", "exponent"),
                        new Hostile("a tiny exponent", "4190", "1e-2147483649", "exponent"),
                        new Hostile("an exponent of 40 digits", "4190", "1e" + "9".repeat(40), "exponent"),
                        new Hostile("a large exponent", "4190", "1e1000000000", "exponent"),
                        new Hostile("2,000 digits", "4190", "9".repeat(2_000), "Number value length"),
                        new Hostile(
                                "a text of 100,000", "4190", "\"" + "x".repeat(100_000) + "\"", "String value length"),
                        new Hostile("nesting", "4190", "{\"a\":".repeat(200) + "1" + "}".repeat(200), "nesting depth"),
                        new Hostile("a million nodes", "4190", "[" + "{},".repeat(499_999) + "{}]", "Token count"),
                        new Hostile("half a character", "4190", "\"\\ud83d\"", "surrogate"),
                        new Hostile("half a character in a name", "4190", "{\"\\udc00\":1}", "surrogate"),
                        new Hostile("NUL in a name", "\"counts\":", "\"\\u0000\":", "regex"))
                .flatMap(hostile ->
                        Arrays.stream(TestDatabase.values()).map(database -> Arguments.of(database, hostile)));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesWhatGoesBeyondABound(TestDatabase database, Hostile hostile) {
        assertThat(document).contains(hostile.from);
        HttpResponse<String> answer =
                post(database, document.replaceFirst(hostile.from, hostile.to.replace("\\", "\\\\")));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        JsonNode problem = MAPPER.readTree(answer.body());
        assertThat(problem.path("detail").stringValue()).contains(hostile.message);
        assertThat(answer.body()).hasSizeLessThan(200_000);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void namesAHundredOf100000Errors(TestDatabase database) {
        String many = IntStream.range(0, 100_000)
                .mapToObj(i -> "\"A" + i + "\":1")
                .collect(Collectors.joining(",", "\"metrics\":{", ","));

        HttpResponse<String> answer = post(database, document.replaceFirst("\"metrics\":\\s*\\{", many));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(MAPPER.readTree(answer.body()).path("errors")).hasSize(PayloadSchema.MOST_ERRORS);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void takesALargePingThatIsRight(TestDatabase database) {
        UUID large = UUID.randomUUID();
        String outcomes = IntStream.range(0, 20_000)
                .mapToObj(i -> "\"counts.n" + i + "\":{\"status\":\"ok\",\"time_frame\":\"all\",\"duration_ms\":7},")
                .collect(Collectors.joining());
        String text =
                GoldenPing.of(large, UUID.randomUUID()).replace("\"counts.issues\":", outcomes + "\"counts.issues\":");

        HttpResponse<String> answer = TestSender.zipped(large, text).post(endpoint(database));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(TestSender.get(endpoint(database).resolve("/pings/" + large)).body())
                .isEqualTo(text);
    }

    private HttpResponse<String> post(TestDatabase database, String content) {
        return TestSender.bytes(pingId, TestSender.zip(padded(content)))
                .with("Content-Encoding", "gzip")
                .post(endpoint(database));
    }

    private URI endpoint(TestDatabase database) {
        return Objects.requireNonNull(collectors.get(database)).endpoint();
    }

    /** Adds text that gzip cannot compress, so that the limit for unzipped content is not exceeded. */
    private static byte[] padded(String content) {
        StringBuilder padding = new StringBuilder();
        Random random = new Random(content.length());
        for (int i = 0; i < content.length() / 100; i++) {
            padding.append(" \t\r\n".charAt(random.nextInt(4)));
        }
        return (content + padding).getBytes(StandardCharsets.UTF_8);
    }
}
