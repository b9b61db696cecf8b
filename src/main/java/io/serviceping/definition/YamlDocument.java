package io.serviceping.definition;

import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import tools.jackson.databind.JsonNode;

/**
 * One mapping read from YAML, with the lines of its keys.
 *
 * @param content the content that the schema validates
 * @param entries each key's nodes, for lines and for scalars as written
 * @param line the line of the mapping, from 1
 */
record YamlDocument(JsonNode content, Map<String, NodeTuple> entries, int line) {
    static int lineOf(Node node) {
        return 1 + node.getStartMark().map(mark -> mark.getLine()).orElse(0);
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    /** The line of the key. If the key is missing: the line of key_path or of the mapping. */
    int lineOf(String key) {
        NodeTuple entry = entries.get(key);
        if (entry != null) {
            return lineOf(entry.getKeyNode());
        }
        return key.equals("key_path") ? line : lineOf("key_path");
    }

    /** The scalar as written, whatever its YAML type. */
    Optional<String> scalar(String key) {
        return Optional.ofNullable(entries.get(key))
                .map(NodeTuple::getValueNode)
                .filter(ScalarNode.class::isInstance)
                .map(node -> ((ScalarNode) node).getValue());
    }

    /** Whether the scalar has several lines of the file, which YAML joins with blanks. */
    boolean isFolded(String key) {
        NodeTuple entry = entries.get(key);
        return entry != null
                && entry.getValueNode() instanceof ScalarNode scalar
                && scalar.getScalarStyle() != ScalarStyle.LITERAL
                && scalar.getEndMark().map(Mark::getLine).orElse(0)
                        > scalar.getStartMark().map(Mark::getLine).orElse(0);
    }

    /** The file's line for a line of a literal block text. For other styles: the key's line. */
    int lineWithin(String key, int lineOfText) {
        NodeTuple entry = entries.get(key);
        return entry != null
                        && entry.getValueNode() instanceof ScalarNode scalar
                        && scalar.getScalarStyle() == ScalarStyle.LITERAL
                ? lineOf(scalar) + lineOfText
                : lineOf(key);
    }
}
