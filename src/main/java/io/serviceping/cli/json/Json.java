package io.serviceping.cli.json;

import java.util.Collection;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes the documents of {@code --json}. */
public final class Json {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Json() {}

    /** An empty object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** A list with a node for each element. */
    public static <T> ArrayNode list(Collection<T> elements, Function<? super T, ? extends JsonNode> node) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        elements.forEach(element -> list.add(node.apply(element)));
        return list;
    }

    /** A list of texts. */
    public static ArrayNode texts(Collection<String> texts) {
        return list(texts, JsonNodeFactory.instance::stringNode);
    }

    /** As a document that a person can read too. */
    public static String text(ObjectNode document) {
        return MAPPER.writeValueAsString(document);
    }
}
