package io.serviceping.count.result;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Metric values as JSON; numbers stay exact. */
public final class ValueJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private ValueJson() {}

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

    /**
     * Writes the value for {@link #read}. A value with a cut or a key of NULL becomes an array of its groups, its cut and
     * that key.
     */
    public static String write(MetricValue value) {
        JsonNode tree = toTree(value);
        boolean isMore = value instanceof MetricValue.Grouped groups
                && (groups.cut().isPresent() || groups.nullKey().isPresent());
        return MAPPER.writeValueAsString(isMore ? more(tree, (MetricValue.Grouped) value) : tree);
    }

    private static ArrayNode more(JsonNode tree, MetricValue.Grouped groups) {
        ArrayNode array = NODES.arrayNode()
                .add(tree)
                .add(groups.cut().map(ValueJson::toTree).orElseGet(NODES::nullNode));
        groups.nullKey().ifPresent(array::add);
        return array;
    }

    public static MetricValue read(String json) {
        JsonNode tree = MAPPER.readTree(json);
        return tree.isArray()
                ? new MetricValue.Grouped(
                        groups(tree.get(0)),
                        Optional.of(tree.get(1)).filter(JsonNode::isObject).map(ValueJson::cut),
                        Optional.ofNullable(tree.get(2)).map(JsonNode::stringValue))
                : fromTree(tree);
    }

    /** The cut, as in the payload. */
    public static JsonNode toTree(MetricValue.Cut cut) {
        ObjectNode object = NODES.objectNode().put("kept", cut.kept()).put("folded", cut.folded());
        cut.key().ifPresent(key -> object.put("key", key));
        return object;
    }

    private static MetricValue.Cut cut(JsonNode node) {
        return new MetricValue.Cut(
                node.get("kept").intValue(),
                node.get("folded").intValue(),
                Optional.ofNullable(node.get("key")).map(JsonNode::stringValue));
    }

    private static Map<String, MetricValue> groups(JsonNode object) {
        Map<String, MetricValue> groups = new LinkedHashMap<>();
        object.properties().forEach(entry -> groups.put(entry.getKey(), fromTree(entry.getValue())));
        return groups;
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
            return new MetricValue.Grouped(groups(node));
        }
        return new MetricValue.Null();
    }
}
