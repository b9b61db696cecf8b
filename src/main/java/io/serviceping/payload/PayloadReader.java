package io.serviceping.payload;

import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads facts about a ping from its frozen document. */
public final class PayloadReader {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private PayloadReader() {}

    /**
     * The size of one metric.
     *
     * @param bytes of its value, as JSON without spaces
     */
    public record Size(String keyPath, long bytes) {}

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
