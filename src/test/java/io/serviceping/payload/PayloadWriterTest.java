package io.serviceping.payload;

import static io.serviceping.payload.Pings.counted;
import static io.serviceping.payload.Pings.missing;
import static io.serviceping.payload.Pings.number;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import io.serviceping.count.result.MetricValue;
import io.serviceping.count.result.Outcome;
import io.serviceping.definition.TimeFrame;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PayloadWriterTest {
    private static final PayloadWriter WRITER = new PayloadWriter();

    @Test
    void writesTheGoldenFilesByteForByte() throws Exception {
        assertThat(new String(WRITER.write(Pings.full()), UTF_8)).isEqualTo(golden("written-by-sender"));
        assertThat(new String(WRITER.write(Pings.first()), UTF_8)).isEqualTo(golden("written-by-sender-first"));
        assertThat(new String(WRITER.write(Pings.cut()), UTF_8)).isEqualTo(golden("written-by-sender-cut"));
        assertThat(WRITER.write(Pings.full()))
                .isEqualTo(golden("written-by-sender").getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0/written-by-sender",
                "1.0/written-by-sender-first",
                "1.1/written-by-sender",
                "1.1/written-by-sender-first",
                "1.1/written-by-sender-cut"
            })
    void keepsToThePublishedSchemaInEveryVersionEverShipped(String name) throws Exception {
        assertThat(schema().validate(JsonMapper.builder().build().readTree(shipped(name))))
                .isEmpty();
    }

    @Test
    void marksWhatWasCountedMoreThanAWeekLateButForWindows() throws Exception {
        byte[] json = WRITER.write(Pings.recordedAfter(
                Duration.ofDays(7).plusMillis(1),
                counted("a.all", TimeFrame.ALL, number("1")),
                counted("a.fact", TimeFrame.NONE, number("1")),
                counted("a.week", TimeFrame.DAYS_7, number("1")),
                missing("a.none", Outcome.Why.ERROR)));

        JsonNode document = JsonMapper.builder().build().readTree(json);
        JsonNode metrics = document.at("/collection/metrics");
        assertThat(metrics.get("a.all").path("late").booleanValue()).isTrue();
        assertThat(metrics.get("a.fact").path("late").booleanValue()).isTrue();
        assertThat(metrics.get("a.week").has("late")).isFalse();
        assertThat(metrics.get("a.none").has("late")).isFalse();
        assertThat(schema().validate(document)).isEmpty();
    }

    @Test
    void doesNotCallLateWhatWasCountedWithinAWeek() {
        byte[] json =
                WRITER.write(Pings.recordedAfter(Duration.ofDays(7), counted("a.all", TimeFrame.ALL, number("1"))));

        assertThat(new String(json, UTF_8)).doesNotContain("late");
    }

    @Test
    void namesTheLargestValues() {
        byte[] json = WRITER.write(Pings.of(
                counted("a.small", TimeFrame.ALL, number("1")),
                counted("b.large", TimeFrame.ALL, new MetricValue.Text("x".repeat(100))),
                counted("c.middle", TimeFrame.ALL, new MetricValue.Text("x".repeat(50)))));

        assertThat(PayloadReader.largest(json, 2))
                .containsExactly(new PayloadReader.Size("b.large", 102), new PayloadReader.Size("c.middle", 52));
    }

    @Test
    void writesTheSameInWhateverOrderTheResultsCome() {
        var results = List.of(
                counted("b.x", TimeFrame.ALL, number("1")),
                counted("a.z", TimeFrame.ALL, number("2")),
                counted("a.b", TimeFrame.ALL, number("3")));

        assertThat(WRITER.write(Pings.of(results.get(0), results.get(1), results.get(2))))
                .isEqualTo(WRITER.write(Pings.of(results.get(2), results.get(0), results.get(1))));
    }

    @Test
    void saysNothingOfWhatTheDatabaseSaid() {
        assertThat(new String(WRITER.write(Pings.full()), UTF_8))
                .doesNotContain("jane_doe")
                .doesNotContain("corp.example")
                .doesNotContain("a_group");
    }

    @ParameterizedTest
    @CsvSource({"TIMEOUT, false", "ERROR, false", "EXCLUDED, true"})
    void isCompleteUnlessAValueIsMissingThatWasToBeThere(Outcome.Why why, boolean complete) {
        Payload payload = Pings.of(counted("a.a", TimeFrame.ALL, number("1")), missing("a.b", why));

        assertThat(payload.complete()).isEqualTo(complete);
        assertThat(JsonMapper.shared()
                        .readTree(WRITER.write(payload))
                        .at("/collection/complete")
                        .booleanValue())
                .isEqualTo(complete);
    }

    @Test
    void isCompleteWithANullThatTheDatabaseAnswered() {
        Payload payload = Pings.of(counted("a.a", TimeFrame.ALL, new MetricValue.Null()));

        assertThat(payload.complete()).isTrue();
        assertThat(new String(WRITER.write(payload), UTF_8)).contains("\"a\" : null");
    }

    /** Runs in a JVM with the line breaks of Windows, since this JVM's own setting would prove nothing. */
    @Test
    void breaksLinesInOneWayOnEveryMachine() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dline.separator=\r\n",
                        "-Dfile.encoding=ISO-8859-1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WriteToStandardOutput.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).isEqualTo(golden("written-by-sender"));
        assertThat(process.waitFor()).isZero();
    }

    static final class WriteToStandardOutput {
        private WriteToStandardOutput() {}

        public static void main(String[] arguments) throws IOException {
            System.out.write(WRITER.write(Pings.full()));
            System.out.flush();
        }
    }

    @Test
    void numbersPingsFromOne() {
        UUID id = UUID.randomUUID();
        Product product = new Product("a", "1", null);

        assertThatThrownBy(() ->
                        new Heading(id, 0, null, "manual", "2026-W46", Instant.EPOCH, Instant.EPOCH, id, product, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sequence must be at least 1 but was 0");
    }

    private static String golden(String name) throws IOException {
        return shipped("1.1/" + name);
    }

    private static String shipped(String name) throws IOException {
        String resource = "/payload/" + name + ".json";
        try (InputStream in = Objects.requireNonNull(PayloadWriterTest.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private static Schema schema() throws IOException {
        String resource = "/home/config/schema/service-ping-1.schema.json";
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaRegistryConfig(SchemaRegistryConfig.builder()
                        .formatAssertionsEnabled(true)
                        .build()));
        try (InputStream in = Objects.requireNonNull(PayloadWriterTest.class.getResourceAsStream(resource), resource)) {
            return registry.getSchema(in);
        }
    }
}
