package io.serviceping.count;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Metric values as JSON, with every number exact. */
public final class ValueJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private ValueJson() {}

    /** The value as a JSON tree. */
    public static JsonNode toTree(MetricValue value) {
        if (value instanceof MetricValue.Numeric number) {
            return number(number.value());
        } else if (value instanceof MetricValue.Text text) {
            return NODES.stringNode(text.value());
        } else if (value instanceof MetricValue.Truth truth) {
            return NODES.booleanNode(truth.value());
        } else if (value instanceof MetricValue.Grouped groups) {
            ObjectNode object = NODES.objectNode();
            groups.values().forEach((key, one) -> object.set(key, toTree(one)));
            return object;
        }
        return NODES.nullNode();
    }

    static String write(MetricValue value) {
        return MAPPER.writeValueAsString(toTree(value));
    }

    static MetricValue read(String json) {
        return fromTree(MAPPER.readTree(json));
    }

    private static JsonNode number(BigDecimal value) {
        return value.scale() == 0 ? NODES.numberNode(value.toBigIntegerExact()) : NODES.numberNode(value);
    }

    private static MetricValue fromTree(JsonNode node) {
        if (node.isNumber()) {
            return new MetricValue.Numeric(node.decimalValue());
        } else if (node.isString()) {
            return new MetricValue.Text(node.stringValue());
        } else if (node.isBoolean()) {
            return new MetricValue.Truth(node.booleanValue());
        } else if (node.isObject()) {
            Map<String, MetricValue> groups = new LinkedHashMap<>();
            node.properties().forEach(entry -> groups.put(entry.getKey(), fromTree(entry.getValue())));
            return new MetricValue.Grouped(groups);
        }
        return new MetricValue.Null();
    }
}
