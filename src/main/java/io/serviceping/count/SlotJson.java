package io.serviceping.count;

import java.util.Collection;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The numbers of a slot table as JSON: {@code {"n":[slot,"number",slot,"number",…],"k":[slot,key,"number",…],"x":[slot,…]}},
 * where a key may be null, and so may be the number of a group that has rows but no number. The last are the slots with more
 * groups than are counted; they may be missing.
 */
final class SlotJson {
    /** Half a character, as H2 may make one, has no UTF-8: escaped, it comes back as it was. */
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .build())
            .build();

    private static final String PLAIN = "n";
    private static final String KEYED = "k";
    private static final String FULL = "x";

    private SlotJson() {}

    static String write(Map<Place, Number> numbers, Collection<Place> groups, Collection<Integer> full) {
        ObjectNode root = MAPPER.createObjectNode();
        ArrayNode plain = root.putArray(PLAIN);
        numbers.forEach((place, number) -> {
            if (!groups.contains(place)) {
                plain.add(place.slot()).add(ExactNumbers.text(number));
            }
        });
        ArrayNode keyed = root.putArray(KEYED);
        for (Place place : groups) {
            Number number = numbers.get(place);
            keyed.add(place.slot()).add(place.key()).add(number == null ? null : ExactNumbers.text(number));
        }
        if (!full.isEmpty()) {
            full.forEach(root.putArray(FULL)::add);
        }
        return MAPPER.writeValueAsString(root);
    }

    static void read(String json, BiConsumer<Place, Number> number, Consumer<Place> group, IntConsumer full) {
        JsonNode root = MAPPER.readTree(json);
        root.path(FULL).forEach(slot -> full.accept(slot.intValue()));
        JsonNode plain = root.path(PLAIN);
        for (int i = 0; i < plain.size(); i += 2) {
            number.accept(
                    new Place(plain.get(i).intValue(), null),
                    ExactNumbers.parse(plain.get(i + 1).stringValue()));
        }
        JsonNode keyed = root.path(KEYED);
        for (int i = 0; i < keyed.size(); i += 3) {
            Place place = new Place(keyed.get(i).intValue(), text(keyed.get(i + 1)));
            group.accept(place);
            String value = text(keyed.get(i + 2));
            if (value != null) {
                number.accept(place, ExactNumbers.parse(value));
            }
        }
    }

    private static @Nullable String text(JsonNode node) {
        return node.isNull() ? null : node.stringValue();
    }
}
