package io.serviceping.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.collector.answer.Json;
import io.serviceping.collector.answer.SchemaError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadSchemaTest {
    private static final PayloadSchema SCHEMA = PayloadSchema.load();

    /** The example of the design, completed. */
    private static final String EXAMPLE = """
            { "schema_version": "1.0",
              "ping_id": "5f2d1a9c-77b1-4f5b-8a5e-94c3b0f7d202", "sequence": 12,
              "previous_ping_id": "2c9d8e71-1f3a-4a8e-b6b5-0d1f7f6e5a11", "reason": "scheduled",
              "period": "2026-W46", "as_of": "2026-11-16T00:00:00Z", "recorded_at": "2026-11-16T03:10:00.5Z",
              "instance": { "id": "7a1c9f0e-8d44-4b53-a1f4-1f4d6a9b3c10", "product": "Tracker", "version": "4.2.1", "edition": "ce" },
              "metrics": { "counts": { "issues": 4211, "issues_monthly": 102, "issues_weekly": null } },
              "collection": { "complete": false,
                "metrics": {
                  "counts.issues": { "status": "ok", "time_frame": "all" },
                  "counts.issues_monthly": { "status": "estimated", "reason": "a sketch", "method": "hll", "standard_error": 0.01, "duration_ms": 7, "time_frame": "28d" },
                  "counts.issues_weekly": { "status": "timeout", "reason": "cut off", "method": "exact", "duration_ms": 900, "time_frame": "7d" } } } }
            """;

    @Test
    void acceptsTheExampleOfTheDesign() {
        assertThat(check(EXAMPLE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"complete", "incomplete"})
    void acceptsEveryGoldenFileEverShipped(String name) {
        assertThat(check(GoldenPing.text(name))).isEmpty();
    }

    static Stream<Arguments> additions() {
        return Stream.of(
                Arguments.of("\"1.0\"", "\"1.12\""),
                Arguments.of("\"sequence\": 12", "\"sequence\": 12, \"signature\": {\"by\": [1]}"),
                Arguments.of("\"complete\": false", "\"complete\": false, \"scans\": 3"),
                Arguments.of("\"status\": \"ok\"", "\"status\": \"ok\", \"rows\": [7]"),
                Arguments.of("\"edition\": \"ce\"", "\"edition\": \"ce\", \"channel\": \"stable\""),
                Arguments.of("\"edition\": \"ce\"", "\"edition\": null"),
                Arguments.of("\"2c9d8e71-1f3a-4a8e-b6b5-0d1f7f6e5a11\"", "null"),
                Arguments.of("4211", "\"text\""),
                Arguments.of("4211", "12345678901234567890.5"),
                Arguments.of("4211", "{\"any key, 1.0\": 1, \"\": null, \"b\": true}"));
    }

    @ParameterizedTest
    @MethodSource("additions")
    void acceptsWhatALaterMinorVersionOrAnotherInstanceWouldSend(String from, String to) {
        assertThat(check(changed(from, to))).isEmpty();
    }

    static Stream<Arguments> mutations() {
        return Stream.of(
                Arguments.of("\"1.0\"", "\"2.0\"", "/schema_version"),
                Arguments.of("\"1.0\"", "\"1.0\\n\"", "/schema_version"),
                Arguments.of("\"1.0\"", "1.0", "/schema_version"),
                Arguments.of("5f2d1a9c-", "5F2D1A9C-", "/ping_id"),
                Arguments.of("\"2c9d8e71-1f3a-4a8e-b6b5-0d1f7f6e5a11\"", "\"\"", "/previous_ping_id"),
                Arguments.of("\"previous_ping_id\"", "\"previous\"", ""),
                Arguments.of("\"sequence\": 12", "\"sequence\": 0", "/sequence"),
                Arguments.of("\"sequence\": 12", "\"sequence\": 1.5", "/sequence"),
                Arguments.of("\"sequence\": 12", "\"sequence\": \"12\"", "/sequence"),
                Arguments.of("\"sequence\": 12", "\"sequence\": 1e40", ""),
                Arguments.of("\"sequence\": 12", "\"sequence\": 1e999999999", ""),
                Arguments.of("900", "-1e999999999", ""),
                Arguments.of("\"sequence\": 12", "\"sequence\": 9007199254740992", "/sequence"),
                Arguments.of("\"scheduled\"", "\"because\"", "/reason"),
                Arguments.of("2026-W46", "2026-46", "/period"),
                Arguments.of("2026-W46", "2026-W54", "/period"),
                Arguments.of("2026-11-16T00:00:00Z", "2026-11-16T00:00:00+00:00", "/as_of"),
                Arguments.of("2026-11-16T00:00:00Z", "2026-11-31T00:00:00Z", "/as_of"),
                Arguments.of("2026-11-16T03:10:00.5Z", "2026-11-16 03:10", "/recorded_at"),
                Arguments.of("7a1c9f0e-", "", "/instance/id"),
                Arguments.of("\"edition\"", "\"editions\"", "/instance"),
                Arguments.of("\"Tracker\"", "\"\"", "/instance/product"),
                Arguments.of("4211", "[4211]", "/metrics/counts/issues"),
                Arguments.of("4211", "{\"a\": [4211]}", "/metrics/counts/issues/a"),
                Arguments.of(
                        "{ \"issues\": 4211, \"issues_monthly\": 102, \"issues_weekly\": null }",
                        "7",
                        "/metrics/counts"),
                Arguments.of("\"issues\": 4211", "\"Issues\": 4211", "/metrics/counts"),
                Arguments.of("\"complete\": false", "\"complete\": \"no\"", "/collection/complete"),
                Arguments.of("\"counts.issues\"", "\"issues\"", "/collection/metrics"),
                Arguments.of("\"status\": \"ok\"", "\"status\": \"fine\"", "/collection/metrics/counts.issues"),
                Arguments.of("\"status\": \"ok\"", "\"status\": \"error\"", "/collection/metrics/counts.issues"),
                Arguments.of("\"status\": \"ok\", ", "", "/collection/metrics/counts.issues"),
                Arguments.of("\"time_frame\": \"all\"", "\"time_frame\": \"1d\"", "/collection/metrics/counts.issues"),
                Arguments.of("\"standard_error\": 0.01, ", "", "/collection/metrics/counts.issues_monthly"),
                Arguments.of("0.01", "1", "/collection/metrics/counts.issues_monthly"),
                Arguments.of("\"hll\"", "\"exact\"", "/collection/metrics/counts.issues_monthly"),
                Arguments.of("\"timeout\"", "\"excluded\"", "/collection/metrics/counts.issues_weekly"),
                Arguments.of("900", "-1", "/collection/metrics/counts.issues_weekly"),
                Arguments.of("\"cut off\"", "\"\"", "/collection/metrics/counts.issues_weekly"));
    }

    @ParameterizedTest
    @MethodSource("mutations")
    void refusesAMutationAndSaysWhere(String from, String to, String at) {
        assertThat(check(changed(from, to)))
                .isNotEmpty()
                .allSatisfy(error -> assertThat(error.at()).startsWith(at))
                .allSatisfy(error -> assertThat(error.message()).isNotBlank());
    }

    /** The longest key that a sender gives a group, in units of UTF-16 twice as long. */
    @Test
    void takesAKeyOfAThousandEmoji() {
        assertThat(Json.readStrictly(("{\"" + "😀".repeat(1_000) + "\": 1}").getBytes(StandardCharsets.UTF_8)))
                .hasSize(1);
    }

    private static String changed(String from, String to) {
        assertThat(EXAMPLE).contains(from);
        return EXAMPLE.replace(from, to);
    }

    private static List<SchemaError> check(String document) {
        return SCHEMA.check(Json.readStrictly(document.getBytes(StandardCharsets.UTF_8)));
    }
}
