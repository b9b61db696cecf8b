package io.serviceping.payload;

import io.serviceping.count.result.Outcome;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads facts about a ping from its frozen document. */
public final class PayloadReader {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** The statuses of metrics that {@link Payload#isMissing}. */
    private static final Set<String> MISSING = Set.of(Outcome.Why.TIMEOUT.text(), Outcome.Why.ERROR.text());

    private PayloadReader() {}

    /**
     * The size of one metric.
     *
     * @param bytes of its value, as JSON without spaces
     */
    public record Size(String keyPath, long bytes) {}

    /** The reason for each metric that was to be counted and has no value, by key path, in the document's order. */
    public static Map<String, String> missing(byte[] json) {
        Map<String, String> missing = new LinkedHashMap<>();
        MAPPER.readTree(json).at("/collection/metrics").properties().stream()
                .filter(metric ->
                        MISSING.contains(metric.getValue().path("status").asString()))
                .forEach(metric -> missing.put(
                        metric.getKey(), metric.getValue().path("reason").asString()));
        return missing;
    }

    /** The metrics with the largest values, largest first; at most n. */
    public static List<Size> largest(byte[] json, int n) {
        JsonNode document = MAPPER.readTree(json);
        return document.at("/collection/metrics").propertyNames().stream()
                .map(keyPath -> new Size(
                        keyPath, MAPPER.writeValueAsBytes(document.at("/metrics/" + keyPath.replace('.', '/'))).length))
                .sorted(Comparator.comparingLong(Size::bytes).reversed().thenComparing(Size::keyPath))
                .limit(n)
                .toList();
    }
}
