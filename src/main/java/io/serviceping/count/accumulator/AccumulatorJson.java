package io.serviceping.count.accumulator;

import io.serviceping.plan.aggregate.ExactNumbers;
import java.util.Map;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An accumulator table's numbers as JSON, without groups: {@code {"n":[accumulator,"number",accumulator,"number",…]}}.
 */
public final class AccumulatorJson {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String PLAIN = "n";

    private AccumulatorJson() {}

    public static String write(Map<AccumulatorKey, Number> numbers) {
        ObjectNode root = MAPPER.createObjectNode();
        ArrayNode plain = root.putArray(PLAIN);
        numbers.forEach((key, number) -> plain.add(key.accumulator()).add(ExactNumbers.text(number)));
        return MAPPER.writeValueAsString(root);
    }

    public static void read(String json, BiConsumer<AccumulatorKey, Number> number) {
        JsonNode plain = MAPPER.readTree(json).path(PLAIN);
        for (int i = 0; i < plain.size(); i += 2) {
            number.accept(
                    new AccumulatorKey(plain.get(i).intValue(), null),
                    ExactNumbers.parse(plain.get(i + 1).stringValue()));
        }
    }
}
